import Diagnosis
import Language
import Testing
import Topology

/// One fault of the catalogue in a running shop: what breaks, what is seen of it, and what mends it.
struct FaultJourney: Sendable, CustomTestStringConvertible {
  /// How the fault goes.
  enum Mend: Sendable {
    /// By the edit that the fault itself offers.
    case remedy
    /// By the inverse of what broke it.
    case undo
  }

  /// What a journey does to a shop, in order.
  typealias Edits = @Sendable (JourneyShop) throws -> [JourneyEdit]

  /// The id in the catalogue.
  let fault: String
  /// Whose fault it is: `Service/web`; of a name that is made up, its beginning and a star.
  let object: String
  let request: JourneyRequest
  /// The first hop that is broken or doubtful; nil when the request arrives all the same.
  let hop: FaultKind.Hop?
  let reply: JourneyReply
  /// The fault that the trace names as the reason; nil for the fault itself.
  let root: String?
  let mend: Mend
  /// Within how many seconds it is seen; more than one only where a probe has to fail first.
  let patience: Double
  /// What is done before the shop counts as healthy.
  let given: Edits
  let breaks: Edits

  init(
    _ fault: String, of object: String, _ request: JourneyRequest = .ingress("/"),
    at hop: FaultKind.Hop?, _ reply: JourneyReply, root: String? = nil, mend: Mend = .undo,
    patience: Double = 1,
    given: @escaping Edits = { _ in [] }, breaks: @escaping Edits
  ) {
    self.fault = fault
    self.object = object
    self.request = request
    self.hop = hop
    self.reply = reply
    self.root = root
    self.mend = mend
    self.patience = patience
    self.given = given
    self.breaks = breaks
  }

  var testDescription: String { "\(fault) of \(object)" }

  /// Whether a fault is the one that this journey is about.
  func isAbout(_ found: Fault, in shop: JourneyShop) -> Bool {
    guard found.id == fault else { return false }
    let name = found.object.name
    guard [shop.namespace, ""].contains(name.namespace) else { return false }
    let text = "\(found.object.kind)/\(name.name)"
    return object.hasSuffix("*") ? text.hasPrefix(object.dropLast()) : text == object
  }
}

/// How a client asks a shop.
enum JourneyRequest: Sendable {
  /// Through the ingress proxy, for a path of the shop's host.
  case ingress(String)
  /// The same over TLS, by a client that looks at the certificate or does not.
  case https(isVerifying: Bool)
  /// The cluster IP of Service `web`, from a pod; from outside of all pods without one.
  case clusterIP(from: String?)
  /// The node port of Service `web` on a node.
  case nodePort(node: Int)
  /// The name of Service `web`, as the cluster's DNS gives it.
  case name
}

/// What a client gets.
enum JourneyReply: Hashable, Sendable {
  case status(Int)
  /// The connection is refused, or reset as soon as it is open.
  case refused
  case timeout
  case noName
  /// The client refuses the certificate.
  case untrusted
  /// The trace does not know.
  case unknown
}

extension JourneyReply {
  /// What a trace predicts; a backend that answers answers 200 here.
  init(predictedBy trace: Trace) {
    if let status = trace.status {
      self = .status(status)
      return
    }
    guard let response = trace.hops.last, response.state != .unknown else {
      self = .unknown
      return
    }
    let words: [(String, JourneyReply)] = [
      ("refused", .refused), ("times out", .timeout), ("not resolve", .noName),
      ("handshake", .untrusted),
    ]
    let isBroken = response.state == .fault
    let said = words.first { response.says.english.contains($0.0) }?.1
    self = isBroken ? said ?? .unknown : .status(200)
  }
}

/// One write to a shop, as somebody makes it with kubectl.
enum JourneyEdit: Sendable {
  /// A merge patch of an object of the shop, or of one without namespace.
  case patch(ResourceKind, String, JSONValue)
  case scale(String, Int)
  /// An annotation of the shop's pods, or of the first of them alone.
  case steer(String, String, onlyFirst: Bool = false)
  case create(JSONValue)
  case delete(ResourceKind, String)
}
