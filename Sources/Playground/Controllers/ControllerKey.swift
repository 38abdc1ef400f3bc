import Topology

/// One thing to look at again: which controller, and which object.
struct ControllerKey: Hashable, Comparable, Sendable {
  /// The controllers, in the order in which a round runs them: endpoints last, when the pods are placed.
  enum Controller: Int, Sendable {
    case deployment
    case replicaSet
    case statefulSet
    case daemonSet
    case scheduler
    case service
    case ingress
  }

  let controller: Controller
  let name: NamespacedName

  init(_ controller: Controller, _ name: NamespacedName) {
    self.controller = controller
    self.name = name
  }

  /// The key of a workload; nil for other kinds.
  init?(workload kind: String, _ name: NamespacedName) {
    switch kind {
    case "Deployment": self.init(.deployment, name)
    case "ReplicaSet": self.init(.replicaSet, name)
    case "StatefulSet": self.init(.statefulSet, name)
    case "DaemonSet": self.init(.daemonSet, name)
    default: return nil
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.controller.rawValue, left.name) < (right.controller.rawValue, right.name)
  }
}
