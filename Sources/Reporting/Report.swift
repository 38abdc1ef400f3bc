package import Diagnosis
import Routing
package import Topology
package import Traffic

/// The lists of `sluice get`: one value for scripts, one table for people.
package struct Report: Sendable {
  /// What can be listed.
  package enum List: String, Sendable, CaseIterable {
    case services, routes, backends, faults, network
  }

  /// How it is written.
  package enum Format: String, Sendable, CaseIterable {
    case table, json, yaml
  }

  /// Which objects are meant.
  package struct Selection: Sendable {
    /// nil means every namespace.
    package var namespace: String?
    /// nil means every name; for backends the name of their Service.
    package var name: String?

    package init(namespace: String? = nil, name: String? = nil) {
      self.namespace = namespace
      self.name = name
    }

    func includes(_ object: NamespacedName) -> Bool {
      (namespace ?? object.namespace) == object.namespace && (name ?? object.name) == object.name
    }
  }

  let inventory: Inventory
  let routes: RoutingTable
  let diagnosis: Diagnosis
  /// Seconds since 1970; 0 where what depends on time is left out.
  let now: Double
  /// What was measured; nil or empty where nothing was, then shares are those to expect.
  let readings: Readings?

  /// A report of an inventory; the locator says where manifests stated their objects.
  ///
  /// `now` is in seconds since 1970; 0 leaves out what depends on time. A scope leaves out the faults of other objects.
  package init(
    _ inventory: Inventory, readings: Readings? = nil,
    unreadableKinds: Set<String> = [], extent: DiagnosisExtent = .manifests,
    scope: DiagnosisScope? = nil, now: Double = 0,
    locate: @escaping Diagnosis.Locator = { _, _ in nil }
  ) {
    self.inventory = inventory
    self.readings = readings
    self.now = now
    routes = RoutingTable(inventory)
    var diagnosis = Diagnosis(locate: locate)
    diagnosis.unreadableKinds = unreadableKinds
    diagnosis.extent = extent
    diagnosis.scope = scope
    diagnosis.update(inventory, routes: routes, now: now)
    self.diagnosis = diagnosis
  }

  /// The text of a list, ending with a new line.
  package func text(_ list: List, _ selection: Selection = Selection(), as format: Format)
    -> String
  {
    switch format {
    case .table: tables(list, selection).map(\.text).joined(separator: "\n")
    case .json: json(list, selection).prettyText + "\n"
    case .yaml: YAMLText(json(list, selection)).text
    }
  }

  /// The value of a list, as the command-line contract states it.
  package func json(_ list: List, _ selection: Selection = Selection()) -> JSONValue {
    switch list {
    case .services:
      Self.list("ServiceList", items: serviceRows(selection).map(\.json))
    case .routes:
      Self.list("RouteList", items: routeRows(selection).map(\.json))
    case .backends:
      Self.list("BackendList", items: backendRows(selection).map(\.json))
    case .faults:
      Self.faultList(faultRows(selection))
    case .network: networkJSON(selection)
    }
  }

  /// The table of a list; the network has one for each of its parts.
  func tables(_ list: List, _ selection: Selection) -> [TextTable] {
    switch list {
    case .services: [TextTable(ServiceRow.titles, serviceRows(selection).map(\.cells))]
    case .routes: [TextTable(RouteRow.titles, routeRows(selection).flatMap(\.cells))]
    case .backends: [TextTable(BackendRow.titles, backendRows(selection).map(\.cells))]
    case .faults: [TextTable(FaultRow.titles, faultRows(selection).map(FaultRow.cells))]
    case .network: networkTables(selection)
    }
  }

  /// Whether the selection has a blocker or a degradation: the exit code 1 of `get faults`.
  package func hasFaults(_ selection: Selection = Selection()) -> Bool {
    faultRows(selection).contains { $0.severity == .fault }
  }

  /// Whether a named object exists: a name that is not found is an error of the user.
  package func isEmpty(_ list: List, _ selection: Selection) -> Bool {
    switch list {
    case .services: !inventory.serviceNames.contains(where: selection.includes)
    case .routes: !routes.routes.contains { selection.includes($0.source.name) }
    case .backends: backendRows(selection).isEmpty
    case .faults: faultRows(selection).isEmpty
    case .network: isNetworkEmpty(selection)
    }
  }

  static func list(_ kind: String, items: [JSONValue]) -> JSONValue {
    .object(["apiVersion": "sluice/v1", "kind": .string(kind), "items": .array(items)])
  }

  /// A share as scripts read it: whole numbers as such, others with six digits.
  static func share(_ share: Double) -> JSONValue {
    let rounded = (share * 1_000_000).rounded() / 1_000_000
    return rounded == rounded.rounded() ? .integer(Int64(rounded)) : .number(rounded)
  }

  /// The ids of what is wrong with a row, each once, in the order of their weight; remarks are in the list of
  /// faults alone.
  static func ids(_ faults: [Fault]) -> [String] {
    var seen: Set<String> = []
    return faults.filter { $0.grade > .info }.map(\.id).filter { seen.insert($0).inserted }
  }
}
