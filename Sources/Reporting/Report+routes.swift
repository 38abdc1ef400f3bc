import Diagnosis
import Routing
import Topology
import Traffic

/// One route of `get routes`.
struct RouteRow {
  /// One backend with its part of the route's requests.
  struct Part {
    let backend: Route.Backend
    let share: Double
  }

  let route: Route
  let parts: [Part]
  let faults: [String]

  var json: JSONValue {
    .object([
      "namespace": .string(route.source.name.namespace), "name": .string(route.source.name.name),
      "kind": .string(route.source.kind), "controller": .string(route.controller),
      "host": .string(route.host), "path": .string(route.path),
      "pathType": .string(route.pathType.rawValue), "tls": .bool(route.isTLS),
      "backends": .array(
        parts.map { part in
          .object(
            (part.backend.subset.map { ["subset": .string($0.name)] } ?? [:]).merging([
              "service": .string(part.backend.service.description),
              "port": .string(part.backend.port.description),
              "weight": .integer(Int64(part.backend.weight)), "share": Report.share(part.share),
            ]) { subset, _ in subset })
        }),
      "faults": .array(faults.map { .string($0) }),
    ])
  }

  static let titles = [
    "HOST", "PATH", "TYPE", "BACKEND", "WEIGHT", "SHARE", "TLS", "CONTROLLER", "SOURCE", "FAULTS",
  ]

  /// One line for each backend; the ones after the first repeat nothing.
  var cells: [[String]] {
    let head = [
      route.host.isEmpty ? "*" : route.host, route.isDefault ? "(default)" : route.path,
      route.pathType.rawValue,
    ]
    let tail = [
      route.isTLS ? "yes" : "no", route.controller, route.source.description,
      faults.joined(separator: ","),
    ]
    guard !parts.isEmpty else { return [head + ["(none)", "", ""] + tail] }
    return parts.enumerated().map { index, part in
      let middle = [
        "\(part.backend.key.name)\(part.backend.takesOnlyPort ? "" : ":\(part.backend.port)")",
        "\(part.backend.weight)",
        TextTable.percent(part.share),
      ]
      let isFirst = index == 0
      return (isFirst ? head : head.map { _ in "" }) + middle
        + (isFirst ? tail : tail.map { _ in "" })
    }
  }
}

extension Report {
  func routeRows(_ selection: Selection) -> [RouteRow] {
    routes.routes.filter { selection.includes($0.source.name) }.map { route in
      RouteRow(
        route: route,
        parts: route.backends.map { backend in
          let measured =
            route.isOnlyPart(backend)
            ? readings?.share(
              of: .routeService(route.id, backend.service), in: .route(route.id), over: .minute)
            : nil
          var told = backend
          if let port = inventory.service(backend.service).flatMap(backend.port(of:)),
            backend.takesOnlyPort
          {
            (told.port, told.takesOnlyPort) = (.number(port.number), false)
          }
          return RouteRow.Part(backend: told, share: measured ?? route.share(of: backend))
        }, faults: Self.ids(diagnosis.faults(of: route)))
    }
  }
}
