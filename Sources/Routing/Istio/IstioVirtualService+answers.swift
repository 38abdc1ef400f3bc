import Topology

/// What a rule does besides leading to destinations (networking.istio.io, `HTTPRoute`).
extension IstioVirtualService.Rule {
  static func redirect(_ value: JSONValue) -> RouteRedirect {
    var redirect = RouteRedirect()
    redirect.scheme = value["scheme"].string
    redirect.host = value["authority"].string
    redirect.port = value["port"].integer
    redirect.isPortUsual = value["derivePort"].string == "FROM_PROTOCOL_DEFAULT"
    redirect.path = value["uri"].string.flatMap { $0.isEmpty ? nil : .whole($0) }
    return redirect
  }

  /// Who gets copies, and of how many requests: of all where nothing is stated.
  static func copies(
    of rule: JSONValue, in namespace: String, field: String
  ) -> [(destination: IstioDestination, share: Double)] {
    func share(_ value: JSONValue, _ whole: JSONValue) -> Double {
      (value["value"].double ?? whole.double ?? 100) / 100
    }
    let first: [(JSONValue, Double)] =
      rule["mirror"].isObject
      ? [
        (
          JSONValue.object(["destination": rule["mirror"]]),
          share(rule["mirrorPercentage"], rule["mirrorPercent"])
        )
      ] : []
    let others = rule["mirrors"].array.map { ($0, share($0["percentage"], .null)) }
    return (first + others).map { entry, share in
      (IstioDestination(entry, in: namespace, field: field), share)
    }
  }
}
