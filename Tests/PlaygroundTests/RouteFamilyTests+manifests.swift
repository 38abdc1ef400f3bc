/// The manifests of systems that have no folder of their own.
extension RouteFamilyTests {
  static let webs = ["v1", "v2"].map { version in
    """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web-\(version), namespace: shop}
    spec: {selector: {app: web, version: \(version)}, ports: [{port: 80, targetPort: 8080}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web-\(version), namespace: shop}
    spec:
      replicas: \(version == "v1" ? 3 : 1)
      selector: {matchLabels: {app: web, version: \(version)}}
      template:
        metadata: {labels: {app: web, version: \(version)}}
        spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 8080}]}]}

    """
  }.joined()

  static let istio = """
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: door, namespace: shop}
    spec:
      servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: h, namespace: shop}
    spec:
      hosts: [h.test]
      gateways: [door]
      http:
      - match: [{uri: {prefix: /in}}]
        rewrite: {uri: /out, authority: b.test}
        headers: {request: {set: {X-Set: new}, remove: [X-Gone]}}
        route: [{destination: {host: web-v1}}]

    """

  static let traefikDetails = """
    ---
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: r, namespace: shop}
    spec:
      routes:
      - match: Host(`r.test`) && Path(`/x`) && Method(`GET`)
        kind: Rule
        priority: 200
        services: [{name: web-v1, port: 80}]
      - match: Host(`r.test`) && PathPrefix(`/x`) && Method(`GET`)
        kind: Rule
        services: [{name: web-v2, port: 80}]
      - match: Host(`r.test`)
        kind: Rule
        services: [{name: web-v1, port: 80}]
      - match: Host(`r.test`)
        kind: Rule
        priority: 300
        services: [{name: no-such, port: 80}]
      - match: Host(`r.test`) && PathPrefix(`/away`)
        kind: Rule
        middlewares: [{name: away}]
        services: [{name: no-such, port: 80}]
    ---
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: s, namespace: shop}
    spec:
      routes:
      - match: Host(`s.test`)
        kind: Rule
        middlewares: [{name: away}]
        services: [{name: no-such, port: 80}]
    ---
    apiVersion: traefik.io/v1alpha1
    kind: Middleware
    metadata: {name: away, namespace: shop}
    spec: {redirectScheme: {scheme: https}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: IngressClass
    metadata: {name: traefik}
    spec: {controller: traefik.io/ingress-controller}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: e, namespace: shop}
    spec:
      ingressClassName: traefik
      rules:
      - host: e.test
        http:
          paths:
          - {path: /v1, pathType: Prefix, backend: {service: {name: no-such, port: {number: 80}}}}
          - {path: /v1, pathType: Prefix, backend: {service: {name: web-v2, port: {number: 80}}}}

    """

  /// An Ingress of Traefik's class whose middleware is missing.
  static let traefikWithout = """
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: f
      namespace: shop
      annotations: {traefik.ingress.kubernetes.io/router.middlewares: shop-none@kubernetescrd}
    spec:
      ingressClassName: traefik
      rules:
      - host: f.test
        http:
          paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web-v2, port: {number: 80}}}}

    """

  static let traefik = """
    ---
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: {name: t, namespace: shop}
    spec:
      routes:
      - match: Host(`t.test`)
        kind: Rule
        services: [{name: web-v1, port: 80, weight: 3}, {name: web-v2, port: 80, weight: 1}]
      - match: Host(`t.test`) && PathPrefix(`/api`)
        kind: Rule
        services: [{name: web-v2, port: 80}]
      - match: Host(`t.test`) && PathPrefix(`/gone`)
        kind: Rule
        services: [{name: gone, port: 80}]
      - match: Host(`lost.test`)
        kind: Rule
        services: [{name: gone, port: 80}]

    """

  static let ingress = """
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: i, namespace: shop}
    spec:
      ingressClassName: nginx
      rules:
      - host: i.test
        http:
          paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web-v1, port: {number: 80}}}}
          - {path: /gone, pathType: Exact, backend: {service: {name: gone, port: {number: 80}}}}
      - host: t.test
        http:
          paths:
          - {path: /ingress, pathType: Prefix, backend: {service: {name: web-v2, port: {number: 80}}}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: canary
      namespace: shop
      annotations:
        nginx.ingress.kubernetes.io/canary: "true"
        nginx.ingress.kubernetes.io/canary-weight: "25"
        nginx.ingress.kubernetes.io/canary-by-header: X-Canary
    spec:
      ingressClassName: nginx
      rules:
      - host: i.test
        http:
          paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web-v2, port: {number: 80}}}}

    """
}
