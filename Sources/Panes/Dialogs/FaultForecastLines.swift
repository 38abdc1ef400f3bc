import Diagnosis
import Language
import Screen
import State
import Topology

/// Which faults the plan of the dialog would mend, and which it would cause.
enum FaultForecastLines {
  static func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    guard let forecast = context.state.faultForecast else { return [] }
    let glyphs = context.glyphs
    return lines(forecast.caused, Drawing.Run(glyphs.fault + " ", .stateFault), context, width) {
      localized("causes \($0) of \($1)")
    }
      + lines(forecast.mended, Drawing.Run(glyphs.healthy + " ", .stateOK), context, width) {
        localized("mends \($0) of \($1)")
      }
  }

  /// The faults that follow from no other first; where there is little room, one line for all.
  private static func lines(
    _ faults: [Fault], _ sign: Drawing.Run, _ context: PaneContext, _ width: Int,
    _ sentence: (String, String) -> String
  ) -> [[Drawing.Run]] {
    let ordered = faults.filter { $0.cause == nil } + faults.filter { $0.cause != nil }
    let shown = ordered.prefix(context.layout.form < .wide ? 1 : 3)
    let more = faults.count - shown.count
    return shown.enumerated().map { index, fault in
      var text = sentence(fault.id, fault.object.description.cleaned)
      if index == shown.count - 1, more > 0 {
        text += localized(" and \(more) more")
      }
      return [sign, Drawing.Run(text.cut(to: max(8, width - 2), context.glyphs))]
    }
  }
}
