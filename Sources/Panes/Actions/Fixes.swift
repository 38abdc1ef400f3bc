import Actions
import Diagnosis
import Language
import Routing
import Screen
import State
import Topology

/// The edits that mend the faults of the selection: each opens its preview, and nothing is sent before `Y`.
enum Fixes {
  /// A line for each remedy: `f` for the first one, digits for the others.
  static func entries(_ context: PaneContext) -> [Menu.Entry] {
    remedies(context).prefix(9).enumerated().map { index, remedy in
      let proposal = Proposal(remedy)
      return Menu.Entry(
        key: index == 0 ? "f" : Character("\(index + 1)"),
        title: localized("Fix: \(title(remedy))"), intent: .propose(proposal),
        disabledReason: reason(proposal, context))
    }
  }

  /// The same lines with their keys, of those alone that mend one of these faults, without asking whether they can
  /// be done.
  static func titles(
    _ context: PaneContext, mending faults: [Fault]
  ) -> [(key: Character, title: String)] {
    let wanted = Set(faults.compactMap(\.remedy))
    return remedies(context).prefix(9).enumerated().filter { wanted.contains($0.element) }
      .map { index, remedy in
        (index == 0 ? "f" : Character("\(index + 1)"), localized("Fix: \(title(remedy))"))
      }
  }

  /// The remedies of the row's own objects, then of what is behind them, each once.
  static func remedies(_ context: PaneContext) -> [FaultRemedy] {
    let subject = Subject(context)
    let diagnosis = context.state.shown.diagnosis
    var faults: [Fault] = []
    if context.screen == .trace, let trace = context.state.trace {
      let hop = context.state.hop(PaneCatalogue.pane(.trace).selection(context))
      if let fault = hop.flatMap(trace.fault) { faults.append(fault) }
      faults += trace.faults
    }
    if let route = subject.route { faults += diagnosis.faults(of: route) }
    var services = subject.route?.backends.map(\.service) ?? []
    if let service = subject.service?.metadata.key { services.append(service) }
    for service in services { faults += diagnosis.faults(of: ObjectReference("Service", service)) }
    if let workload = subject.workload { faults += diagnosis.faults(of: workload.reference) }
    if let pod = subject.pod {
      faults += diagnosis.faults(of: ObjectReference("Pod", pod.metadata.key))
    }
    var seen: Set<FaultRemedy> = []
    return faults.compactMap(\.remedy).filter { seen.insert($0).inserted }
  }

  /// Why it cannot be done now; nil when it can.
  static func reason(_ proposal: Proposal, _ context: PaneContext) -> String? {
    do throws(Refusal) {
      _ = try proposal.plan(in: context.state.planContext)
      return nil
    } catch {
      return error.reason
    }
  }

  private static func title(_ remedy: FaultRemedy) -> String {
    switch remedy {
    case .setSelector(_, let labels): localized("selector \(SelectorText.text(labels).cleaned)")
    case .setTargetPort(_, _, let port): localized("target port \(port.description.cleaned)")
    case .setBackendPort(let ingress, _, let port):
      localized("port \(port.description.cleaned) in Ingress \(ingress.name.name.cleaned)")
    case .setBackendService(let ingress, _, let name):
      localized("Service \(name.cleaned) in Ingress \(ingress.name.name.cleaned)")
    case .setReplicas(let workload, let count):
      localized("scale \(workload.kind) \(workload.name.name.cleaned) to \(count)")
    case .setIngressClass(let ingress, let name):
      localized("class \(name.cleaned) for Ingress \(ingress.name.cleaned)")
    case .setField(let edit): title(edit)
    case .release(let pod, let annotation):
      localized("take \(annotation.cleaned) from Pod \(pod.name.cleaned)")
    }
  }

  private static func title(_ edit: FieldEdit) -> String {
    let (field, object) = (edit.name.cleaned, edit.object)
    guard !edit.new.isNull else {
      return localized("take \(field) from \(object.kind) \(object.name.name.cleaned)")
    }
    let value = FieldEdit.text(edit.new).cleaned
    return localized("\(field) \(value) in \(object.kind) \(object.name.name.cleaned)")
  }
}
