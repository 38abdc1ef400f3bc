import Language
import Routing
package import Topology

extension Proposal {
  /// The plan of this change as things stand, or why it cannot be made.
  ///
  /// Pure: equal contexts give equal plans, and nothing is sent.
  package func plan(in context: PlanContext) throws(Refusal) -> Plan {
    guard context.isWritable else {
      throw Refusal(
        context.isProtected
          ? localized(
            "\(context.context.cleaned) is a protected context: `:write on` allows changes, each to be typed out"
          )
          : localized("this cluster is read-only: `:write on` allows changes for five minutes"))
    }
    guard !context.forbiddenKinds.contains(target.kind) else {
      throw Refusal(
        localized("you may not change a \(target.kind) here: the cluster forbids it (RBAC)"))
    }
    var plan =
      switch self {
      case .scale(let target, let replicas):
        try ScalePlan(target: target, replicas: replicas, context: context).plan()
      case .selector(let service, let selector):
        try SelectorPlan(name: service, selector: selector, context: context).plan()
      case .weights(let route, let weights):
        try WeightsPlan(id: route, weights: weights, context: context).plan()
      case .targetPort(let service, let port, let target):
        try TargetPortPlan(name: service, index: port, target: target, context: context).plan()
      case .backendPort(let ingress, let field, let port):
        try BackendPlan(ingress: ingress, field: field, port: port, context: context).plan()
      case .backendService(let ingress, let field, let name):
        try BackendPlan(ingress: ingress, field: field, service: name, context: context).plan()
      case .ingressClass(let ingress, let name):
        try IngressClassPlan(name: ingress, className: name, context: context).plan()
      case .field(let edit): try FieldPlan(edit: edit, context: context).plan()
      case .deletePod(let pod): try PodPlans(context: context).deletion(of: pod)
      case .restart(let target): try PodPlans(context: context).restart(of: target)
      case .steer(let pod, let annotation, let value):
        try PodPlans(context: context).steering(of: pod, annotation, value)
      }
    guard context.rights[plan.write.name.namespace]?.allows(plan.write) != false else {
      throw .notAllowed(plan.write)
    }
    if context.isSimulated {
      plan.level = .simulated
    } else if context.isProtected {
      plan.level = .severe
    }
    return plan
  }

  /// The object that would be written; for weights the route's own object.
  package var target: ObjectReference {
    switch self {
    case .scale(let target, _), .restart(let target): target
    case .selector(let service, _), .targetPort(let service, _, _):
      ObjectReference("Service", service)
    case .backendPort(let ingress, _, _), .backendService(let ingress, _, _): ingress
    case .ingressClass(let ingress, _): ObjectReference("Ingress", ingress)
    case .field(let edit): edit.object
    case .weights(let route, _): route.source
    case .deletePod(let pod), .steer(let pod, _, _): ObjectReference("Pod", pod)
    }
  }
}
