import Diagnosis
import Language
import Routing
import Topology

extension Command {
  static let tracing: [Command] = [
    Command(
      "trace", "[METHOD] URL|ROUTE|service/NAME [--from SOURCE] [-H NAME:VALUE]",
      Array(repeating: .request, count: 6), key: "t",
      "follow a request hop by hop; nothing is sent"
    ) { words, state throws(CommandProblem) in
      guard !words.words.isEmpty else { return [.show(.trace)] }
      return [try state.tracing(words)]
    },
    Command(
      "explain why", "[FAULT|ROUTE|SERVICE]", [.explained], key: "e",
      "why something is as it is, or what a fault means"
    ) { words, state throws(CommandProblem) in
      [.open(.explanation(try state.explained(words.words.first), scroll: 0))]
    },
    Command(
      "faults problems", key: ":faults", "every fault of the namespace with what follows from it"
    ) { _, _ in [.open(.faults(selected: nil))] },
  ]
}

extension ConsoleState {
  /// The request that the words after `:trace` ask for.
  fileprivate func tracing(_ words: CommandWords) throws(CommandProblem) -> Intent {
    var (places, headers, source): ([String], [String], String?) = ([], [], nil)
    var rest = words.words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--from", "-H", "--header":
        guard let value = rest.popFirst() else {
          throw CommandProblem(localized("after \(word) its value is missing"))
        }
        if word == "--from" { source = value } else { headers.append(value) }
      case _ where word.hasPrefix("--from="): source = String(word.dropFirst(7))
      case _ where word.hasPrefix("-"):
        throw CommandProblem(
          localized("there is no option \(word.cleaned): --from and -H are"))
      default: places.append(word)
      }
    }
    if let last = places.last { places[places.count - 1] = place(last) }
    let request: TraceRequest
    do throws(TraceRequestError) {
      request = try TraceRequest(
        places, headers: headers, from: source, namespace: interface.namespace ?? "default")
    } catch {
      throw CommandProblem(error.description)
    }
    try check(request.source)
    return .trace(request, line: words.rest)
  }

  /// A route or Service by its name alone; anything else as it is.
  private func place(_ word: String) -> String {
    guard !word.contains("://"), !word.hasPrefix("service/"), !word.hasPrefix("svc/") else {
      return word
    }
    if let id = routeID(word), let text = address(of: id) { return text }
    return (try? service(word)).map { "service/\($0)" } ?? word
  }

  /// A request must come from something that is there, as far as that can be known.
  private func check(_ source: TraceRequest.Source) throws(CommandProblem) {
    let object: ObjectReference
    switch source {
    case .outside, .inside: return
    case .pod(let name): object = ObjectReference("Pod", name)
    case .workload(let reference): object = reference
    }
    let isKnown =
      object.kind == "Pod"
      ? inventory.pod(object.name) != nil
      : inventory.workload(object) != nil
    guard !isKnown, !connection.isUnknown(object.kind) else { return }
    throw CommandProblem(localized("there is no \(object.description.cleaned) to ask from"))
  }

  /// What the word after `:explain` names; without one, the selected row.
  fileprivate func explained(_ word: String?) throws(CommandProblem) -> Explained {
    guard let word else {
      let row = interface.list(interface.screen).selection ?? order(interface.screen).ids.first
      if interface.screen == .trace, let hop = hop(row) { return .hop(hop.hop) }
      guard let row else {
        throw CommandProblem(localized("select a row first, or name a fault: :explain FAULT"))
      }
      return .row(row)
    }
    if let kind = FaultCatalogue.kind(word.lowercased()) { return .kind(kind.id) }
    if let id = routeID(word) { return .row(.route(id)) }
    if let name = try? service(word) { return .row(.service(name)) }
    let known = FaultCatalogue.all.map(\.id) + shown.serviceNames.map(\.name)
    let near =
      Spelling.nearest(to: word, in: known).map { localized("; did you mean \($0.cleaned)?") } ?? ""
    throw CommandProblem(
      localized("\"\(word.cleaned)\" is no fault, no route and no service\(near)"))
  }
}

/// What the command line completes of requests and faults.
extension ConsoleState {
  private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

  /// What may follow the words before the last one.
  func requestWords(_ words: [String]) -> [String] {
    let before = words.dropLast().dropFirst()
    switch before.last {
    case "--from":
      return ["outside", "inside"] + requestPods.map { "pod/\($0)" }
        + inventory.sortedWorkloads.filter { $0.kind == .deployment }.map {
          "deployment/\($0.metadata.key)"
        }
    case "-H", "--header": return []
    default: break
    }
    let places =
      routing.routes.compactMap { address(of: $0.id) }
      + shown.serviceNames.map { "service/\(text($0))" }
    guard let first = before.first else { return places + Self.methods }
    let isPlaced = before.contains { $0.contains("://") || $0.contains("/") }
    return before.count == 1 && Self.methods.contains(first) && !isPlaced
      ? places : ["--from", "-H"]
  }

  private var requestPods: [NamespacedName] {
    (interface.namespace.map { [$0] } ?? inventory.namespaceNames)
      .flatMap { inventory.pods(in: $0) }.map(\.metadata.key)
  }

  /// Faults that there are now, then routes and Services, then the catalogue.
  var explainedWords: [String] {
    let now = FaultCatalogue.all.map(\.id).filter { !diagnosis.objects(with: $0).isEmpty }
    return now + routing.routes.map { $0.host + $0.path } + shown.serviceNames.map(text)
      + FaultCatalogue.all.map(\.id)
  }
}
