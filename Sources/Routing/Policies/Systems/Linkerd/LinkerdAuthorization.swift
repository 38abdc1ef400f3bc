import Language
import Topology

/// An AuthorizationPolicy of Linkerd, or the older ServerAuthorization.
struct LinkerdAuthorization: Sendable {
  let reference: ObjectReference
  let problems: [PolicyProblem]
  /// The field that lets clients in.
  let field: String
  /// All of them have to hold; none lets everybody in.
  let authentications: [ObjectReference]
  /// The clients of a ServerAuthorization; nil for an AuthorizationPolicy.
  let client: LinkerdClient?
  /// Whether it is for the requests of one route.
  let isAboutRoute: Bool
  private let namespace: String
  private let target: ObjectReference?
  /// The labels of Servers of a ServerAuthorization that names none.
  private let selector: LabelSelector?

  init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    var reader = LinkerdReader(namespace: resource.metadata.namespace)
    reference = resource.reference
    namespace = resource.metadata.namespace
    if resource.kind.kind == "ServerAuthorization" {
      field = "spec.client"
      authentications = []
      client = reader.client(spec["client"])
      let name = spec["server"]["name"].string
      target = name.map { ObjectReference("Server", NamespacedName(reader.namespace, $0)) }
      selector = name == nil ? reader.selector(spec["server"]["selector"]) : nil
      isAboutRoute = false
    } else {
      field = "spec.requiredAuthenticationRefs"
      client = nil
      selector = nil
      target = reader.target(spec["targetRef"])
      isAboutRoute = ["HTTPRoute", "GRPCRoute"].contains(target?.kind)
      authentications = reader.authentications(spec["requiredAuthenticationRefs"])
    }
    problems = reader.problems
  }

  /// Whether it is for clients of a Server, or for some of their requests.
  func isAbout(_ server: LinkerdServer) -> Bool {
    guard namespace == server.reference.name.namespace else { return false }
    if let selector { return selector.matches(server.labels) }
    switch target?.kind {
    case "Server": return target == server.reference
    case "Namespace": return target?.name.name == namespace
    default: return isAboutRoute || target == nil
    }
  }
}

/// Reads them and notes what Linkerd refuses.
struct LinkerdReader {
  let namespace: String
  private(set) var problems: [PolicyProblem] = []

  init(namespace: String) { self.namespace = namespace }

  private mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  private mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  mutating func texts(_ value: JSONValue, _ field: String) -> [String] {
    list(value, field).enumerated().compactMap { index, item in
      if item.string == nil { note("\(field)[\(index)]", "It is no text.") }
      return item.string
    }
  }

  mutating func selector(_ value: JSONValue) -> LabelSelector {
    guard value.isObject, let selector = LabelSelector(strict: value) else {
      note("spec.server.selector", "The selector is none that the API takes.")
      return LabelSelector()
    }
    return selector
  }

  mutating func networks(
    _ value: JSONValue, _ field: String
  ) -> [(block: CIDRBlock, except: [CIDRBlock])] {
    list(value, field).enumerated().compactMap { index, item in
      let place = "\(field)[\(index)]"
      let except = texts(item["except"], "\(place).except").compactMap {
        block($0, "\(place).except")
      }
      guard let block = block(item["cidr"].string ?? "", "\(place).cidr") else { return nil }
      return (block, except)
    }
  }

  private mutating func block(_ text: String, _ field: String) -> CIDRBlock? {
    let isWhole = text.contains("/") || IPAddress(text) == nil
    let block = CIDRBlock(isWhole ? text : "\(text)/\(text.contains(":") ? 128 : 32)")
    if block == nil { note(field, "It is no block of addresses such as 192.0.2.0/24.") }
    return block
  }

  /// ServiceAccounts and whole namespaces.
  mutating func references(_ value: JSONValue, _ field: String) -> [String] {
    list(value, field).enumerated().compactMap { index, item in
      guard let name = item["name"].string else {
        note("\(field)[\(index)].name", "It is no text.")
        return nil
      }
      if item["kind"].string == "Namespace" { return "\(name)/" }
      return "\(item["namespace"].string ?? namespace)/\(name)"
    }
  }

  mutating func target(_ value: JSONValue) -> ObjectReference? {
    guard let kind = value["kind"].string, let name = value["name"].string else {
      note("spec.targetRef", "It is no object.")
      return nil
    }
    return ObjectReference(kind, NamespacedName(kind == "Namespace" ? "" : namespace, name))
  }

  mutating func authentications(_ value: JSONValue) -> [ObjectReference] {
    let field = "spec.requiredAuthenticationRefs"
    return list(value, field).enumerated().compactMap { index, item in
      guard let kind = item["kind"].string, let name = item["name"].string else {
        note("\(field)[\(index)]", "It is no object.")
        return nil
      }
      return ObjectReference(
        kind, NamespacedName(item["namespace"].string ?? namespace, name))
    }
  }

  /// The client of a ServerAuthorization.
  mutating func client(_ value: JSONValue) -> LinkerdClient {
    if !value.isObject { note("spec.client", "It is no object.") }
    var client = LinkerdClient()
    if !value["networks"].isNull {
      client.networks = networks(value["networks"], "spec.client.networks")
    }
    let mesh = value["meshTLS"]
    guard value["unauthenticated"].bool != true, mesh["unauthenticatedTLS"].bool != true else {
      return client
    }
    client.needsIdentity = true
    client.identities = texts(mesh["identities"], "spec.client.meshTLS.identities")
    client.references = references(
      mesh["serviceAccounts"], "spec.client.meshTLS.serviceAccounts")
    return client
  }
}
