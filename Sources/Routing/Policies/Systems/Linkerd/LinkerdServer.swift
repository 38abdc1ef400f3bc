import Language
import Topology

/// A Server of Linkerd: a port of some pods.
struct LinkerdServer: Sendable {
  let reference: ObjectReference
  let problems: [PolicyProblem]
  /// What is let in without authorization: `deny`, or the name of a policy by default.
  let access: String
  let labels: [String: String]
  private let namespace: String
  private let selector: LabelSelector
  private let port: JSONValue
  private let isOfPods: Bool

  init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    reference = resource.reference
    namespace = resource.metadata.namespace
    labels = resource.metadata.labels
    port = spec["port"]
    access = spec["accessPolicy"].string ?? "deny"
    isOfPods = spec["externalWorkloadSelector"].isNull
    let strict = LabelSelector(strict: spec["podSelector"])
    selector = strict ?? LabelSelector()
    var problems: [PolicyProblem] = []
    if strict == nil || isOfPods && !spec["podSelector"].isObject {
      problems.append(
        PolicyProblem(
          field: "spec.podSelector", sentence: "The selector is none that the API takes."))
    }
    if port.integer == nil, port.string?.isEmpty ?? true {
      problems.append(
        PolicyProblem(field: "spec.port", sentence: "It is neither a number nor a name."))
    }
    self.problems = problems
  }

  /// Whether a connection comes to its port.
  func isAbout(_ flow: PolicyFlow) -> Bool {
    guard isOfPods, namespace == flow.pod.metadata.namespace,
      selector.matches(flow.pod.metadata.labels)
    else { return false }
    if let number = port.integer { return number == flow.port }
    // Which port it has that cannot be read is not known.
    return port.string.map(flow.hasPort(named:)) ?? true
  }
}

/// Who is authenticated: by the certificate of the mesh, or by an address.
struct LinkerdAuthentication: Sendable {
  let reference: ObjectReference
  let problems: [PolicyProblem]
  private let client: LinkerdClient

  init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    reference = resource.reference
    var reader = LinkerdReader(namespace: resource.metadata.namespace)
    if resource.kind.kind == "NetworkAuthentication" {
      client = LinkerdClient(networks: reader.networks(spec["networks"], "spec.networks"))
    } else {
      let identities = reader.texts(spec["identities"], "spec.identities")
      client = LinkerdClient(
        identities: identities,
        references: reader.references(spec["identityRefs"], "spec.identityRefs"),
        needsIdentity: true)
    }
    problems = reader.problems
  }

  func match(_ flow: PolicyFlow) -> PolicyMatch {
    problems.first.map { .unknown(.malformed(reference, $0.field)) } ?? client.match(flow)
  }
}

/// Clients as a policy describes them; all that it states has to hold.
struct LinkerdClient: Sendable {
  /// Blocks with their exceptions; nil for every address.
  var networks: [(block: CIDRBlock, except: [CIDRBlock])]?
  /// `name.namespace.serviceaccount.identity.linkerd.cluster.local`, with a star in front for all that end so.
  var identities: [String] = []
  /// `namespace/name` of accounts, `namespace/` for all of a namespace.
  var references: [String] = []
  var needsIdentity = false

  func match(_ flow: PolicyFlow) -> PolicyMatch {
    let network =
      networks.map { networks in
        PolicyMatch.any(
          networks.lazy.map { network in
            flow.match(network.block, flow.peer)
              && .all(network.except.lazy.map { !flow.match($0, flow.peer) })
          })
      } ?? .yes
    guard needsIdentity else { return network }
    if identities.contains("*") { return network && flow.hasLinkerdIdentity }
    return network
      && flow.linkerdAccount { account in
        let parts = account.split(separator: "/").map(String.init)
        let identity =
          "\(parts[parts.count - 1]).\(parts[0]).serviceaccount.identity.linkerd.cluster.local"
        return references.contains(account) || references.contains("\(parts[0])/")
          || identities.contains {
            $0 == identity || $0.hasPrefix("*.") && identity.hasSuffix($0.dropFirst())
          }
      }
  }
}
