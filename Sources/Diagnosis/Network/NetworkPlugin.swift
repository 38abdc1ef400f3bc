import Topology

/// One network plugin: what it is recognised by, and what its objects say of the network.
///
/// One file and one registry line for each.
protocol NetworkPlugin: Sendable {
  /// The name that its makers use.
  var name: String { get }
  /// What it is recognised by.
  var marks: PluginMarks { get }
  /// Takes what its agent, its ConfigMaps and its own objects say into its state.
  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView)
}

/// What a plugin is recognised by; any part may be empty.
struct PluginMarks: Sendable {
  /// The names of its DaemonSets.
  var agents: Set<String> = []
  /// The names of DaemonSets that look like its own and are another plugin's.
  var foreign: Set<String> = []
  /// The labels of its DaemonSets or their pods, as `key=value`.
  var labels: Set<String> = []
  /// Parts of the repository of the agent's image: `calico/node`.
  var images: [String] = []
  /// Where its manifests and charts put it.
  var namespaces: Set<String> = ["kube-system"]
  /// The groups of its objects.
  var groups: Set<String> = []
  /// The kinds of its objects that are read.
  var kinds: [String] = []
  /// What it writes as the reason of a node's condition NetworkUnavailable.
  var reasons: Set<String> = []
  /// What the names of its annotations of nodes start with.
  var annotations: [String] = []
}

/// The registry: one line a plugin.
enum NetworkPlugins {
  static let all: [any NetworkPlugin] = [
    CalicoPlugin(),
    CiliumPlugin(),
    DataplanePlugin(),
    WeavePlugin(),
    FlannelPlugin(),
    KindnetPlugin(),
    AmazonPlugin(),
    AzurePlugin(),
    RouterPlugin(),
    AntreaPlugin(),
    OVNPlugin(),
    KuryrPlugin(),
  ]
}

/// The DaemonSet of a plugin, as far as there is one, with what its containers are told.
struct PluginAgent {
  let workload: Workload?
  var settings: AgentSettings { workload?.template.settings ?? AgentSettings() }

  /// A variable of its containers; nil where it is unset or comes from elsewhere.
  func variable(_ name: String) -> NetworkView.Setting? {
    guard let workload, let value = settings.environment[name], !value.isEmpty else { return nil }
    return NetworkView.Setting(value: value, source: "\(workload.reference) \(name)")
  }

  /// An argument of its containers.
  func argument(_ name: String) -> NetworkView.Setting? {
    guard let workload, let value = settings.argument(name) else { return nil }
    return NetworkView.Setting(value: value, source: "\(workload.reference) \(name)")
  }

  /// Whether a variable is set, be it to something that is not known.
  func has(_ name: String) -> Bool { settings.environment[name] != nil }

  /// Whether an argument that may be true or false says yes; nil where it is not given.
  func flag(_ name: String) -> Bool? {
    if settings.arguments.contains(name) { return true }
    return argument(name).flatMap { Bool($0.value) }
  }
}
