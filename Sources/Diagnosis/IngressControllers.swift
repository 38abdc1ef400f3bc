import Routing
import Topology

/// A program that serves Ingresses, as far as clusters show which one it is.
struct IngressController {
  /// What people call it.
  let name: String
  /// The `spec.controller` of its classes; one that ends with a slash is a beginning.
  let strings: [String]
  /// What the names or labels of its workloads contain; any of them may be it.
  let marks: [String]
  /// Beginnings of the annotations that it reads.
  let prefixes: [String]
  /// Where its own manifests install it, for those that always write an address into a status.
  var homes: [ObjectReference] = []

  /// Whether a workload may be it.
  func isServed(by workload: Workload) -> Bool {
    // The default backend answers what no rule matches, and serves no Ingress.
    guard workload.templateLabels["app.kubernetes.io/component"] != "default-backend" else {
      return false
    }
    return isNamed(in: workload.metadata.name)
      || workload.templateLabels.values.contains { isNamed(in: $0) }
  }

  /// Whether one of its marks is a part of a text.
  func isNamed(in text: String) -> Bool { marks.contains { text.hasPart($0) } }

  /// Whether it serves a class with this `spec.controller`.
  func serves(_ implementation: String) -> Bool {
    strings.contains { $0.hasSuffix("/") ? implementation.hasPrefix($0) : implementation == $0 }
  }
}

/// The controllers that are known; nothing is said of others.
enum IngressControllers {
  /// The prefix of the annotations of ingress-nginx.
  static let nginxPrefix = "nginx.ingress.kubernetes.io/"

  /// Traefik serves the classes of ingress-nginx as well, if it is told to.
  static let all = [
    IngressController(
      name: "ingress-nginx", strings: ["k8s.io/ingress-nginx"],
      marks: ["ingress-nginx", "nginx-ingress", "traefik"], prefixes: [nginxPrefix],
      homes: [
        ObjectReference("Deployment", "ingress-nginx", "ingress-nginx-controller"),
        ObjectReference("DaemonSet", "ingress-nginx", "ingress-nginx-controller"),
        ObjectReference("DaemonSet", "kube-system", "rke2-ingress-nginx-controller"),
      ]),
    IngressController(
      name: "AKS application routing",
      strings: ["webapprouting.kubernetes.azure.com/"], marks: ["nginx"], prefixes: [nginxPrefix]),
    IngressController(
      name: "F5 NGINX Ingress Controller", strings: ["nginx.org/ingress-controller"],
      marks: ["nginx-ingress", "nginx-ic"], prefixes: ["nginx.org/", "nginx.com/"]),
    IngressController(
      name: "Traefik", strings: ["traefik.io/ingress-controller"], marks: ["traefik"],
      prefixes: ["traefik.ingress.kubernetes.io/"]),
    IngressController(
      name: "Contour", strings: ["projectcontour.io/"], marks: ["contour"],
      prefixes: ["projectcontour.io/"]),
    IngressController(
      name: "Istio", strings: ["istio.io/ingress-controller"], marks: ["istio"], prefixes: []),
    IngressController(
      name: "Cilium", strings: ["cilium.io/ingress-controller"], marks: ["cilium"],
      prefixes: ["ingress.cilium.io/"]),
    IngressController(
      name: "AWS Load Balancer Controller", strings: ["ingress.k8s.aws/alb"],
      marks: ["aws-load-balancer-controller", "alb-ingress-controller"],
      prefixes: ["alb.ingress.kubernetes.io/"],
      homes: [ObjectReference("Deployment", "kube-system", "aws-load-balancer-controller")]),
    IngressController(
      name: "Kong", strings: ["ingress-controllers.konghq.com/"], marks: ["kong"],
      prefixes: ["konghq.com/"]),
    IngressController(
      name: "HAProxy Kubernetes Ingress Controller", strings: ["haproxy.org/"], marks: ["haproxy"],
      prefixes: ["haproxy.org/"]),
    IngressController(
      name: "HAProxy Ingress", strings: ["haproxy-ingress.github.io/"], marks: ["haproxy"],
      prefixes: ["haproxy-ingress.github.io/"]),
  ]

  /// The one that serves classes with this `spec.controller`; nil when it is not known.
  static func controller(_ implementation: String) -> IngressController? {
    all.first { $0.serves(implementation) }
  }

  /// The kinds of the workloads that may be controllers.
  static let kinds = ["Deployment", "DaemonSet", "StatefulSet"]

  /// Whether anything of a workload's change matters to who serves what.
  static func isTouched(by change: ObjectChange) -> Bool {
    let workloads = change.versions.compactMap { version -> Workload? in
      guard case .workload(let workload) = version, workload.metadata.owner == nil else {
        return nil
      }
      return workload
    }
    if workloads.count == 2, workloads[0].templateLabels == workloads[1].templateLabels,
      (workloads[0].readyReplicas > 0) == (workloads[1].readyReplicas > 0)
    {
      return false
    }
    return workloads.contains { workload in all.contains { $0.isServed(by: workload) } }
  }
}

extension String {
  /// Whether a text is a part of it, byte by byte.
  fileprivate func hasPart(_ part: String) -> Bool {
    utf8.indices.contains { utf8[$0...].starts(with: part.utf8) }
  }
}

extension DiagnosedCluster {
  /// The controller string of the program that serves an Ingress; empty when none is known.
  func implementation(of ingress: GenericResource) -> String {
    classes.implementation(of: ingress)
  }

  /// Whether the playground's own proxy serves a class with this controller string.
  ///
  /// The nodes of a playground are marked, so that it is known to whoever reaches it as any cluster.
  func isServedByPlayground(_ implementation: String) -> Bool {
    guard implementation == "k8s.io/ingress-nginx" else { return false }
    let region = inventory.node("node-1")?.metadata.labels["topology.kubernetes.io/region"]
    return extent == .playground || region == "loopback"
  }

  /// Whether any Ingress is of a class, and is as wanted.
  func hasIngress(
    ofClass name: String, where isWanted: (GenericResource) -> Bool = { _ in true }
  ) -> Bool {
    inventory.objectNames("Ingress").contains { key in
      guard let ingress = inventory.object("Ingress", key) else { return false }
      return classes.resolution(of: ingress).name == name && isWanted(ingress)
    }
  }

  /// The workloads that may be a controller, or one that is ready and suffices.
  ///
  /// Looks where controllers usually are before it looks everywhere.
  func workloads(of controller: IngressController) -> [Workload] {
    let usual = inventory.workloadNamespaces.filter {
      $0 == "kube-system" || controller.isNamed(in: $0)
    }
    for namespace in usual {
      let ready = inventory.workloads(in: namespace).first {
        $0.readyReplicas > 0 && controller.isServed(by: $0)
      }
      if let ready { return [ready] }
    }
    return inventory.topWorkloads(where: controller.isServed)
  }
}
