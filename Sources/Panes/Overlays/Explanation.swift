import Diagnosis
import Language
import Routing
import Screen
import State
import Topology

/// The lines of an explanation.
struct Explanation {
  private(set) var title = ""
  private(set) var lines: [[Drawing.Run]] = []
  /// The faults that it is about, the worst first.
  private(set) var faults: [Fault] = []
  private let words: FaultLines
  private let context: PaneContext

  init(_ subject: Explained, _ context: PaneContext, width: Int) {
    self.context = context
    words = FaultLines(context: context, width: width)
    switch subject {
    case .row(let row): tell(row)
    case .hop(let hop): tell(context.state.trace?.hops.first { $0.hop == hop })
    case .fault(let identity):
      title = identity.object.description
      guard let fault = context.state.fault(identity) else {
        lines = sentence(.ok, localized("\(identity.id) is gone: it was mended."))
        return
      }
      tell([fault])
    case .kind(let id): tell(kind: id)
    }
  }

  /// A row: what is wrong with it, worst first, else that it is well; then what that was judged by.
  private mutating func tell(_ row: RowID) {
    title = Subject(row, context).name
    tell(context.state.faults(of: row))
    let measured = findings(of: row).filter { $0.id == nil }
    for finding in measured { lines += sentence(finding.health, finding.sentence) }
    if faults.isEmpty, measured.isEmpty { tellWell() }
    if case .backend(let service, let address) = row { tellBackend(service, address) }
    let told = Set(faults.map(\.object))
    for object in objects(of: row) where !told.contains(object) { tell(evidenceOf: object) }
  }

  private mutating func tellWell() {
    let unknown = context.state.shown.unknownKinds.sorted()
    guard unknown.isEmpty else {
      lines += sentence(
        .unknown,
        localized(
          "Nothing is known to be wrong, but not known are: \(unknown.joined(separator: ", "))."))
      return
    }
    lines += sentence(.ok, localized("Nothing is wrong here: no fault was found."))
  }

  private mutating func tell(_ hop: Trace.Hop?) {
    guard let hop, let trace = context.state.trace else {
      lines = sentence(.unknown, localized("No request is traced yet."))
      return
    }
    title = hop.hop.title
    lines += sentence(hop.state.health, localized(hop.says))
    if let fault = trace.fault(of: hop) {
      lines.append([])
      tell([fault])
      return
    }
    switch hop.state {
    case .ok: lines += words.indented(localized("This hop lets the request pass."), role: .muted)
    case .notReached:
      if let turn = trace.turn {
        lines += words.indented(
          localized("The request is lost before it, at the hop \(turn.hop.title)."), role: .muted)
      }
    case .unknown, .warning, .fault:
      lines += words.indented(localized("No fault of the catalogue is the reason."), role: .muted)
    }
    if let object = hop.object { tell(evidenceOf: object) }
  }

  private mutating func tell(_ found: [Fault]) {
    for fault in found {
      faults.append(fault)
      if !lines.isEmpty, lines.last?.isEmpty == false { lines.append([]) }
      lines += words.summary(of: fault)
      lines += words.causes(of: fault)
      lines += words.field(localized("fault"), fault.id)
      lines += words.meaning(of: fault.id)
      let place = fault.field.map { "  \($0)" } ?? ""
      lines += words.field(localized("object"), (fault.object.description + place).cleaned)
      lines += Evidence(context, words).lines(of: fault.object)
    }
  }

  private mutating func tell(evidenceOf object: ObjectReference) {
    let evidence = Evidence(context, words).lines(of: object)
    guard !evidence.isEmpty else { return }
    if !lines.isEmpty { lines.append([]) }
    lines += words.field(localized("object"), object.description.cleaned) + evidence
  }

  private mutating func tellBackend(_ service: NamespacedName, _ address: String) {
    guard let row = context.state.backendRow(service, address), let pod = row.pod else { return }
    let facts = context.state.shown
    let reasons = BackendExplanation(
      service: service, pod: pod, in: facts.inventory, readings: facts.readings)
    lines += [[]] + reasons.lines.map { BackendReasons.line($0, context) }
  }

  /// An entry of the catalogue, and who has it now.
  private mutating func tell(kind id: String) {
    title = id
    guard let kind = FaultCatalogue.kind(id) else { return }
    lines = [[Drawing.Run(kind.title, .title, .bold)]]
    lines += words.meaning(of: id, inEveryLanguage: true)
    let objects = context.state.diagnosis.objects(with: id)
    lines.append([])
    guard !objects.isEmpty else {
      lines += sentence(.ok, localized("No object has it now."))
      return
    }
    lines.append([Drawing.Run(localized("It is found now at"), .muted)])
    lines += objects.prefix(200).flatMap { object -> [[Drawing.Run]] in
      context.state.diagnosis.faults(of: object).filter { $0.id == id }.flatMap { fault in
        words.indented(
          "\(object.description.cleaned): \(localized(fault.says))", lead: words.sign(fault))
      }
    }
  }

  private func sentence(_ health: Health, _ text: String) -> [[Drawing.Run]] {
    words.indented(
      text, lead: Drawing.Run(context.glyphs.state(health) + " ", health.role))
  }

  private func findings(of row: RowID) -> [Finding] {
    switch row {
    case .service(let name): context.state.serviceRow(name)?.findings ?? []
    case .route(let id): context.state.routeRow(id)?.findings ?? []
    case .backend, .host, .other: []
    }
  }

  private func objects(of row: RowID) -> [ObjectReference] {
    switch row {
    case .service(let name): return [ObjectReference("Service", name)]
    case .route(let id):
      let services = context.state.routing.route(id)?.backends.map(\.service) ?? []
      return services.map { ObjectReference("Service", $0) }
    case .backend, .host, .other: return []
    }
  }
}
