/// How much an inventory shows: whether what is missing from it is missing from the cluster.
package enum DiagnosisExtent: Hashable, Sendable {
  /// Some objects of files: nothing runs, and what is not in them may be anywhere else.
  case manifests
  /// One namespace of a cluster.
  case namespace
  /// The playground, whose own proxy serves `k8s.io/ingress-nginx` without any workload.
  case playground
  /// A whole cluster.
  case cluster

  /// Whether workloads of every namespace are in it, so that who is not there does not run.
  var isWhole: Bool { self == .playground || self == .cluster }
}
