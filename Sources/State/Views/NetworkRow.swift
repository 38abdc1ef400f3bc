package import Diagnosis
package import Language
import Topology

/// One line of the screen of the network: a conflict, a plugin, a fact, a load balancer, a node, a pool or a peer.
package struct NetworkRow: Sendable, Identifiable {
  /// What a line is about, in the order of the list.
  package enum Part: String, Sendable, CaseIterable {
    case conflict, plugin, fact, balancer, node, pool, peer

    /// The word of the list.
    package var title: Message {
      switch self {
      case .conflict: Message("conflict")
      case .plugin: Message("plugin")
      case .fact: Message("fact")
      case .balancer: Message("balancer")
      case .node: Message("node")
      case .pool: Message("pool")
      case .peer: Message("peer")
      }
    }
  }

  /// One line of the detail of a row.
  package struct Detail: Sendable {
    package let title: Message
    package let value: Message
  }

  package let id: RowID
  package let part: Part
  /// The name of its object, or of the fact.
  package let name: Message
  /// What is known of it, in a few words.
  package let value: Message
  /// Where that is known from, or what is said of it.
  package let note: Message
  package let health: Health
  package private(set) var details: [Detail] = []

  init(
    _ part: Part, _ id: RowID, _ name: Message, _ value: Message, note: Message = .empty,
    health: Health = .ok
  ) {
    self.id = id
    self.part = part
    self.name = name.mapped(\.cleaned)
    self.value = value.mapped(\.cleaned)
    self.note = note.mapped(\.cleaned)
    self.health = health
  }

  /// The same with a line more in its detail, if there is anything to say.
  func saying(_ title: Message, _ value: Message) -> NetworkRow {
    guard !value.isEmpty else { return self }
    var row = self
    row.details.append(Detail(title: title, value: value.mapped(\.cleaned)))
    return row
  }
}

extension NetworkRow: Filterable {
  var lowered: String { "\(name.english) \(value.english)".lowercased() }
  var labels: [String: String] { [:] }
  func values(_ field: FilterField) -> [String] {
    [part.rawValue, name.english, value.english, note.english].map { $0.lowercased() }
  }
  func number(_ column: FilterColumn) -> Double? { nil }
}

/// The lines of the screen of the network, made anew when what they are made of changed.
package struct NetworkList: Sendable {
  /// What the lines are made of.
  struct Basis: Hashable {
    let revisions: [String: Int]
    let unknown: Set<String>
    let namespace: String?
  }

  package let network: ClusterNetwork
  package let rows: [NetworkRow]
  let basis: Basis?
  private let places: [RowID: Int]

  /// No network.
  init() { self.init(ClusterNetwork(), basis: nil) }

  init(_ network: ClusterNetwork, basis: Basis?) {
    self.network = network
    self.basis = basis
    rows = network.rows
    places = Dictionary(
      rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A line; nil when it is gone.
  package subscript(id: RowID) -> NetworkRow? { places[id].map { rows[$0] } }

  /// The lines that pass a filter, in their order.
  func order(_ list: ListState) -> ListOrder {
    var order = ListOrder()
    order.total = rows.count
    let matcher = list.matcher
    order.ids = rows.filter { matcher?.matches($0) ?? true }.map(\.id)
    return order
  }
}

extension ConsoleState {
  /// Makes the lines of the network anew where an object that they rest on changed.
  mutating func renewNetwork() {
    let facts = shown
    let unknown = facts.unknownKinds.intersection(ClusterNetwork.kinds)
    let basis = NetworkList.Basis(
      revisions: facts.inventory.kindRevisions.filter { ClusterNetwork.kinds.contains($0.key) },
      unknown: unknown, namespace: interface.namespace)
    guard basis != network.basis else { return }
    let namespace = interface.namespace
    network = NetworkList(
      ClusterNetwork(facts.inventory, unreadable: unknown)
        .balancing { namespace == nil || $0.namespace == namespace }, basis: basis)
  }

  /// The lines of the network in the order of their screen.
  package var networkRows: ListRows<NetworkRow> {
    let list = network
    return ListRows(order(.network)) {
      list[$0]
    } gone: { id in
      NetworkRow(.fact, id, "?", "gone", health: .unknown)
    }
  }
}
