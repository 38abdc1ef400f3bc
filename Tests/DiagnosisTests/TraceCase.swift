import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

/// One request to one small cluster, and what becomes of it.
struct TraceCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// `[METHOD] TARGET`, then `-H NAME:VALUE` and `--from SOURCE` without blanks.
  let line: String
  let verdict: Trace.Verdict
  /// The first broken or doubtful hop.
  let hop: FaultKind.Hop?
  let status: Int?
  let root: String?
  let extent: DiagnosisExtent
  let unreadable: Set<String>
  let build: @Sendable (inout SmallCluster) -> Void

  init(
    _ name: String, _ line: String, _ verdict: Trace.Verdict, at hop: FaultKind.Hop? = nil,
    status: Int? = nil, root: String? = nil, extent: DiagnosisExtent = .manifests,
    unreadable: Set<String> = [],
    _ build: @escaping @Sendable (inout SmallCluster) -> Void = FaultFixture.shop
  ) {
    testDescription = name
    self.line = line
    self.verdict = verdict
    self.hop = hop
    self.status = status
    self.root = root
    self.extent = extent
    self.unreadable = unreadable
    self.build = build
  }

  /// Reads a line as the command does.
  static func request(_ line: String) throws -> TraceRequest {
    var words: [String] = []
    var headers: [String] = []
    var source: String?
    var rest = line.split(separator: " ").map(String.init)[...]
    while let word = rest.popFirst() {
      switch word {
      case "-H": headers.append(rest.popFirst() ?? "")
      case "--from": source = rest.popFirst()
      default: words.append(word)
      }
    }
    return try TraceRequest(words, headers: headers, from: source, namespace: "shop")
  }

  /// The trace of a line in a cluster.
  static func trace(
    _ line: String, in inventory: Inventory, extent: DiagnosisExtent = .manifests,
    unreadable: Set<String> = [], now: Double = 0
  ) throws -> Trace {
    let routes = RoutingTable(inventory)
    var diagnosis = Diagnosis()
    diagnosis.extent = extent
    diagnosis.unreadableKinds = unreadable
    diagnosis.update(inventory, routes: routes, now: now)
    return Trace(
      try request(line),
      in: TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: now))
  }

  var trace: Trace {
    get throws {
      var cluster = SmallCluster()
      build(&cluster)
      return try Self.trace(
        line, in: cluster.inventory, extent: extent, unreadable: unreadable)
    }
  }
}

extension SmallCluster {
  /// A shop with a client pod on node-1 in namespace `shop` and one in namespace `ops`.
  mutating func clients() {
    FaultFixture.shop(&self)
    pods("client", 1, labels: ["app": "client"])
    namespace("ops")
    pod(
      Pod(
        metadata: Metadata(name: "probe", namespace: "ops", uid: "probe", labels: ["app": "probe"]),
        node: "node-2", addresses: ["10.2.0.9"], phase: "Running", isReady: true))
  }

  /// A node with an address.
  mutating func node(_ name: String, at address: String) {
    add(.node(Node(metadata: Metadata(name: name), zone: "zone-a", internalAddress: address)))
  }
}
