import Actions
import Language
import Routing
import Screen
import State
import Topology

/// A change without anything to edit: its sentence is the form.
struct FixedForm: DialogForm {
  let proposal: Proposal

  var title: String {
    switch proposal {
    case .deletePod(let name): localized("Delete pod \(name)")
    case .restart(let target): localized("Restart \(target.kind) \(target.name)")
    case .steer(let name, let annotation, let value):
      value == nil
        ? localized("Take \(annotation) from pod \(name)") : localized("Steer pod \(name)")
    case .targetPort(let service, _, _): localized("Target port · Service \(service)")
    case .backendPort(let ingress, _, _), .backendService(let ingress, _, _):
      localized("Backend · Ingress \(ingress.name)")
    case .ingressClass(let ingress, _): localized("Class · Ingress \(ingress)")
    case .field(let edit): localized("Edit · \(edit.object.kind) \(edit.object.name)")
    case .scale(let target, _): localized("Scale \(target.kind) \(target.name)")
    case .selector(let service, _): localized("Edit selector · Service \(service)")
    case .weights(let route, _):
      localized("Shift weights · \(route.source.kind) \(route.source.name)")
    }
  }

  func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    guard case .success(let plan) = context.state.proposed else { return [] }
    let undo =
      plan.inverse == nil
      ? localized("This cannot be undone.") : localized("U puts back what is now.")
    return localized(plan.sentence).wrapped(to: width).map { [Drawing.Run($0, .text, .bold)] }
      + [[Drawing.Run(undo, .muted)]]
  }
}
