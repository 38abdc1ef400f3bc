import Actions
import Language
import Routing
import Topology

extension Command {
  static let changing: [Command] = [
    Command(
      "scale", "[KIND/]NAME N", [.workload, .text], key: "S", "how many pods run; preview first"
    ) { words, state throws(CommandProblem) in
      let target = try state.workload(try words.word(0, localized("the workload")))
      let text = try words.word(1, localized("the number of pods"))
      guard let replicas = Int(text) else {
        throw CommandProblem(localized("\"\(text.cleaned)\" is no number of pods"))
      }
      return [.propose(.scale(target, replicas: replicas))]
    },
    Command(
      "selector sel", "SERVICE [a=b,c=d]", [.service, .text], key: "E",
      "which labels a Service asks for; preview first"
    ) { words, state throws(CommandProblem) in
      let name = try state.service(try words.word(0, localized("the service")))
      guard words.words.count > 1 else {
        return [.propose(.selector(name, state.inventory.service(name)?.selector ?? [:]))]
      }
      do throws(Refusal) {
        let text = words.words.dropFirst().joined(separator: ",")
        return [.propose(.selector(name, try SelectorText.selector(text)))]
      } catch {
        throw CommandProblem(error.reason)
      }
    },
    Command(
      "weights weight", "ROUTE [a=90 b=10]", [.route, .text], key: "W",
      "how a route divides its requests; preview first"
    ) { words, state throws(CommandProblem) in
      let word = try words.word(0, localized("the route"))
      guard let id = state.routeID(word, weighted: true), let route = state.routing.route(id) else {
        throw state.noRoute(word)
      }
      return [.propose(.weights(id, try weights(words, of: route)))]
    },
    Command(
      "restart", "[KIND/]NAME", [.workload], key: "R", "replace the pods one by one; preview first"
    ) { words, state throws(CommandProblem) in
      [.propose(.restart(try state.workload(try words.word(0, localized("the workload")))))]
    },
    Command("delete", "POD", [.pod], key: "X", "delete a pod; preview first") {
      words, state throws(CommandProblem) in
      guard state.interface.options.isDeleteAllowed else {
        throw CommandProblem(localized("deleting is off: `:set delete on` allows it"))
      }
      return [.propose(.deletePod(try state.pod(try words.word(0, localized("the pod")))))]
    },
    Command(
      "inject", "slow|failing|unready|deaf|well POD", [.steering, .pod], key: "I",
      "make a pod of the playground slow, failing, unready or deaf"
    ) { words, state throws(CommandProblem) in
      let kind = try words.word(0, localized("the fault")).lowercased()
      let name = try state.pod(try words.word(1, localized("the pod")))
      return [.propose(try steering(kind, of: name, state))]
    },
    Command("undo", "[#N]", [.change], key: "U", "preview of undoing your last change, or change N")
    {
      words, _ throws(CommandProblem) in
      guard let word = words.words.first else { return [.undo(nil)] }
      guard let id = Int(word.drop { $0 == "#" }) else {
        throw CommandProblem(
          localized("\"\(word.cleaned)\" is no number of a change: :journal lists them"))
      }
      return [.undo(id)]
    },
    Command("redo", key: ":redo", "preview of doing again what was undone last") { _, _ in [.redo]
    },
  ]

  /// What `:inject` calls the steerings.
  static let steerings: [(name: String, annotation: String, value: String)] = [
    ("slow", "demo/latency-ms", "500"), ("failing", "demo/error-rate", "0.3"),
    ("unready", "demo/ready", "false"), ("deaf", "demo/listen", "false"),
  ]

  private static func steering(
    _ kind: String, of name: NamespacedName, _ state: ConsoleState
  ) throws(CommandProblem) -> Proposal {
    if let found = steerings.first(where: { $0.name == kind }) {
      return .steer(name, annotation: found.annotation, value: found.value)
    }
    guard kind == "well" else {
      throw CommandProblem(
        localized("no fault \"\(kind.cleaned)\": slow, failing, unready, deaf, well"))
    }
    let annotations = state.inventory.pod(name)?.metadata.annotations ?? [:]
    guard let first = annotations.keys.filter({ $0.hasPrefix("demo/") }).min() else {
      throw CommandProblem(localized("nothing is injected into \(name)"))
    }
    return .steer(name, annotation: first, value: nil)
  }

  private static func weights(
    _ words: CommandWords, of route: Route
  ) throws(CommandProblem) -> [NamespacedName: Int] {
    var weights: [NamespacedName: Int] = [:]
    for backend in route.backends { weights[backend.key] = backend.weight }
    let total = weights.values.reduce(0, +)
    var named: Set<NamespacedName> = []
    for word in words.words.dropFirst() {
      let sides = word.split(separator: "=")
      guard sides.count == 2, let weight = Int(sides[1]) else {
        throw CommandProblem(localized("\"\(word.cleaned)\" is not service=weight"))
      }
      guard let backend = route.backends.first(where: { $0.key.name == sides[0] }) else {
        let known = route.backends.map(\.key.name).joined(separator: ", ")
        throw CommandProblem(
          localized("the route does not lead to \(String(sides[0]).cleaned): \(known)"))
      }
      weights[backend.key] = weight
      named.insert(backend.key)
    }
    // The one that is not named takes what is left.
    let others = Set(weights.keys).subtracting(named)
    if named.count > 0, others.count == 1, let other = others.first {
      weights[other] = max(0, total - named.reduce(0) { $0 + (weights[$1] ?? 0) })
    }
    return weights
  }
}
