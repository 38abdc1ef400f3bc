/// What all sets have in common.
extension TraefikSets {
  /// The backends, and a route of each kind that tells when all are served.
  static var base: String {
    let webs =
      services.map { web($0, "shop", 1) } + [web("empty", "shop", 0), web("red", "other", 1)]
    let rules = services.map {
      "{kind: Rule, match: 'Host(`ready-rules.test`) && PathPrefix(`/\($0)`)', "
        + "services: [{name: \($0), port: 80}]}"
    }
    let paths = services.map {
      "{path: /\($0), pathType: Prefix, backend: {service: {name: \($0), port: {number: 80}}}}"
    }
    return webs.joined() + """
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: outside, namespace: shop}
      spec: {type: ExternalName, externalName: localhost, ports: [{port: 80}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: IngressClass
      metadata: {name: traefik}
      spec: {controller: traefik.io/ingress-controller}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: ready, namespace: shop}
      spec:
        ingressClassName: traefik
        rules: [{host: ready-ingress.test, http: {paths: [\(paths.joined(separator: ", "))]}}]
      ---
      apiVersion: traefik.io/v1alpha1
      kind: IngressRoute
      metadata: {name: ready, namespace: shop}
      spec: {routes: [\(rules.joined(separator: ", "))]}

      """
  }

  private static func web(_ name: String, _ namespace: String, _ replicas: Int) -> String {
    """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name), namespace: \(namespace)}
    spec: {selector: {app: \(name)}, ports: [{name: http, port: 80, targetPort: 8080}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name), namespace: \(namespace)}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}

    """
  }
}
