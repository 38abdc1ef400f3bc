package import Topology

/// What controllers wrote of an object, as they report it: conditions, a status in words, addresses.
///
/// It is theirs, and no health: a controller that stopped leaves what it wrote last.
package struct ReportedStatus: Hashable, Sendable {
  /// One statement.
  package struct Statement: Hashable, Sendable {
    /// `Accepted`, `Valid`; empty for a status in words.
    package var type: String
    /// `True`, `False`, `Unknown`; the status itself where it is in words.
    package var status: String
    package var reason: String
    package var message: String
    /// Whether it speaks of an older generation of the object.
    package var isStale: Bool
  }

  /// Who states it; empty where the object does not say.
  package var controller: String
  /// For which parent of a route; empty where it is for the object as a whole.
  package var parent: String
  package var statements: [Statement]

  /// Everything that stands in the status of an object, in its order: that of each parent (Gateway API,
  /// `RouteParentStatus`), its own conditions (`metav1.Condition`), a status in words (Contour, `HTTPProxyStatus`), and
  /// the addresses of an Ingress.
  package static func all(of object: GenericResource) -> [ReportedStatus] {
    let status = object.object["status"]
    var all = status["parents"].array.map { parent in
      let reference = parent["parentRef"]
      let namespace = reference["namespace"].string ?? object.metadata.namespace
      let section = reference["sectionName"].string.map { "#\($0)" } ?? ""
      return ReportedStatus(
        controller: parent["controllerName"].string ?? "",
        parent: "\(namespace)/\(reference["name"].string ?? "")\(section)",
        statements: statements(parent["conditions"], of: object))
    }
    var own = statements(status["conditions"], of: object)
    if let words = status["currentStatus"].string {
      own.insert(
        Statement(
          type: "", status: words, reason: "", message: status["description"].string ?? "",
          isStale: false), at: 0)
    }
    let addresses = status["loadBalancer"]["ingress"].array.compactMap {
      $0["ip"].string ?? $0["hostname"].string
    }
    if !addresses.isEmpty {
      own.append(
        Statement(
          type: "", status: addresses.joined(separator: ", "), reason: "", message: "",
          isStale: false))
    }
    if !own.isEmpty { all.append(ReportedStatus(controller: "", parent: "", statements: own)) }
    return all.filter { !$0.statements.isEmpty }
  }

  private static func statements(_ list: JSONValue, of object: GenericResource) -> [Statement] {
    let conditions = GatewayConditions(
      .array(list.array.filter(\.isObject)), of: object.object)
    return conditions.all.map { condition in
      Statement(
        type: condition.type, status: condition.status, reason: condition.reason,
        message: condition.message, isStale: conditions.isStale(condition))
    }
  }
}
