import Topology

extension KindDefinition {
  /// The kinds that are served from the start; one line each.
  static let builtIn: [KindDefinition] = core + workloads + networking + others

  private static let core: [KindDefinition] = [
    KindDefinition(.namespace, short: ["ns"], .status),
    KindDefinition(.node, short: ["no"], .status),
    KindDefinition(.pod, short: ["po"], categories: ["all"], [.status, .generation]),
    KindDefinition(.service, short: ["svc"], categories: ["all"], .status),
    KindDefinition(.endpoints, short: ["ep"]),
    KindDefinition(.secret),
    KindDefinition(.configMap, short: ["cm"]),
    KindDefinition(.event, short: ["ev"]),
    KindDefinition(kind("", "ServiceAccount"), short: ["sa"]),
    KindDefinition(kind("", "PersistentVolumeClaim"), short: ["pvc"], .status),
    KindDefinition(kind("", "PersistentVolume", namespaced: false), short: ["pv"], .status),
    KindDefinition(kind("", "ResourceQuota"), short: ["quota"], .status),
    KindDefinition(kind("", "LimitRange"), short: ["limits"]),
  ]

  private static let workloads: [KindDefinition] = [
    KindDefinition(.deployment, short: ["deploy"], categories: ["all"], scaled),
    KindDefinition(.replicaSet, short: ["rs"], categories: ["all"], scaled),
    KindDefinition(.statefulSet, short: ["sts"], categories: ["all"], scaled),
    KindDefinition(.daemonSet, short: ["ds"], categories: ["all"], [.status, .generation]),
    KindDefinition(kind("batch", "Job"), categories: ["all"], [.status, .generation]),
    KindDefinition(
      kind("batch", "CronJob"), short: ["cj"], categories: ["all"], [.status, .generation]),
    KindDefinition(
      kind("autoscaling", "HorizontalPodAutoscaler", version: "v2"), short: ["hpa"],
      categories: ["all"], .status),
    KindDefinition(
      kind("policy", "PodDisruptionBudget"), short: ["pdb"], [.status, .generation]),
  ]

  private static let networking: [KindDefinition] = [
    KindDefinition(.endpointSlice),
    KindDefinition(
      .ingress, short: ["ing"], [.status, .generation],
      alternatives: [
        kind("networking.k8s.io", "Ingress", version: "v1beta1"),
        kind("extensions", "Ingress", version: "v1beta1"),
      ]),
    KindDefinition(.ingressClass, .generation),
    KindDefinition(.networkPolicy, short: ["netpol"], .generation),
  ]

  private static let others: [KindDefinition] = [
    KindDefinition(
      .customResourceDefinition, short: ["crd", "crds"], categories: ["api-extensions"],
      [.status, .generation]),
    KindDefinition(kind("rbac.authorization.k8s.io", "Role")),
    KindDefinition(kind("rbac.authorization.k8s.io", "RoleBinding")),
    KindDefinition(kind("rbac.authorization.k8s.io", "ClusterRole", namespaced: false)),
    KindDefinition(kind("rbac.authorization.k8s.io", "ClusterRoleBinding", namespaced: false)),
    KindDefinition(kind("storage.k8s.io", "StorageClass", namespaced: false), short: ["sc"]),
    KindDefinition(kind("coordination.k8s.io", "Lease")),
    KindDefinition(kind("scheduling.k8s.io", "PriorityClass", namespaced: false), short: ["pc"]),
  ]

  private static let scaled: Features = [.status, .scale, .generation]

  private static func kind(
    _ group: String, _ name: String, version: String = "v1", namespaced: Bool = true
  ) -> ResourceKind {
    let lower = name.lowercased()
    let plural = lower.hasSuffix("s") ? "\(lower)es" : "\(lower)s"
    return ResourceKind(
      group: group, version: version, kind: name, plural: plural, isNamespaced: namespaced)
  }
}
