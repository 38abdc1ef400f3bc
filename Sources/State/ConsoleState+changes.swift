package import Actions
import Language
import Routing
import Topology

/// From a proposal to a confirmed plan: nothing here sends more than an effect.
extension ConsoleState {
  /// What plans are made from: always the live facts, also while the display is paused.
  package var planContext: PlanContext {
    var context = PlanContext(
      inventory: live.inventory, routing: live.routing, readings: live.readings,
      context: connection.context, isSimulated: connection.kind == .simulated,
      isWritable: (connection.writableUntil ?? -.infinity) > now, now: now)
    context.isProtected = connection.isProtected
    context.rights = reviews.compactMapValues(\.rights)
    for case (let kind, .forbidden) in connection.feeds { context.forbiddenKinds.insert(kind) }
    return context
  }

  /// Opens the dialog of a change.
  mutating func propose(_ proposal: Proposal, undoing: Int? = nil) {
    guard now >= interface.inertUntil else {
      say(
        localized("The selected object is gone and another row was selected: press the key again."),
        .warning)
      return
    }
    let form: Dialog.Form =
      undoing == nil ? Self.form(of: proposal, live) : .fixed(proposal)
    draft = Draft(field: proposal.field(in: live.inventory, live.routing), undoes: undoing)
    changedByOthers = nil
    (proposed, dryRun) = (nil, nil)
    interface.overlay = .dialog(Dialog(form))
    makePlan()
  }

  private static func form(of proposal: Proposal, _ facts: Facts) -> Dialog.Form {
    switch proposal {
    case .scale(let target, let replicas): return .scale(target, LineEditor("\(replicas)"))
    case .selector(let name, let selector):
      return .selector(name, LineEditor(SelectorText.text(selector)))
    case .weights(let id, let weights):
      let backends = facts.routing.route(id)?.backends ?? []
      let fields = backends.map {
        Dialog.WeightField(
          service: $0.key, old: $0.weight, new: weights[$0.key] ?? $0.weight)
      }
      let selected = backends.firstIndex { $0.weightSource != nil } ?? 0
      return .weights(id, fields, selected: selected)
    case .targetPort, .backendPort, .backendService, .ingressClass, .field, .deletePod, .restart,
      .steer:
      return .fixed(proposal)
    }
  }

  /// Makes the plan of the open dialog anew; the dry run is asked for again when the write differs.
  mutating func makePlan() {
    draft.isOutdated = false
    guard case .dialog(let dialog) = interface.overlay else {
      (proposed, dryRun, changedByOthers, draft) = (nil, nil, nil, Draft())
      faultForecast = nil
      return
    }
    noticeOthers(dialog)
    do throws(Refusal) {
      var plan = try dialog.form.proposal().plan(in: planContext)
      if let changedByOthers { plan.warnings.insert(changedByOthers, at: 0) }
      proposed = .success(plan)
      makeFaultForecast(of: plan)
      guard draft.dryRunAsked?.write != plan.write else { return }
      (dryRun, draft.dryRunDue, draft.dryRunAsked) = (nil, plan, nil)
    } catch {
      proposed = error == .nothingChanges ? nil : .failure(error)
      (dryRun, draft.dryRunDue, draft.dryRunAsked) = (nil, nil, nil)
      (faultForecast, draft.forecastBasis) = (nil, nil)
    }
  }

  /// Looks at the faults after the plan; in large clusters only when the plan itself is another one.
  private mutating func makeFaultForecast(of plan: Plan) {
    let isLarge = live.serviceNames.count > Self.fewServices
    let basis = ForecastBasis(
      write: plan.write, revision: isLarge ? 0 : live.inventory.revision)
    guard draft.forecastBasis != basis else { return }
    faultForecast = live.forecast(plan)
    // What could not be said may be said the next time.
    draft.forecastBasis = faultForecast == nil ? nil : basis
  }

  private mutating func noticeOthers(_ dialog: Dialog) {
    guard let proposal = try? dialog.form.proposal() else { return }
    let field = proposal.field(in: live.inventory, live.routing)
    guard let old = draft.field, field != old else { return }
    if case .restart = proposal { return }
    changedByOthers =
      field.map { localized("changed by someone else: it was \(old) and is \($0) now") }
      ?? localized("someone else deleted it")
  }

  /// Facts changed: the plan follows at once where that is cheap, or with the next tick.
  mutating func refreshProposal() {
    guard case .dialog = interface.overlay else { return }
    draft.isOutdated = true
    if live.serviceNames.count <= Self.fewServices { makePlan() }
  }

  /// The dry run that is due: one for all edits since the last tick.
  mutating func dueDryRun() -> [Effect] {
    if draft.isOutdated { makePlan() }
    guard let plan = draft.dryRunDue, knowsRights(for: plan) else { return [] }
    (draft.dryRunDue, draft.dryRunAsked) = (nil, plan)
    return [.dryRun(plan)]
  }

  /// The server answered a dry run; answers for older plans are dropped.
  mutating func note(dryRun result: DryRunResult, of plan: Plan) {
    guard case .success(let current) = proposed, current.write == plan.write else { return }
    dryRun = result
  }

  /// Sends the plan that is shown, if it still is what follows from the facts.
  mutating func confirm() -> [Effect] {
    guard case .dialog(let dialog) = interface.overlay else { return [] }
    makePlan()
    guard case .success(let plan) = proposed else {
      if case .failure(let refusal) = proposed {
        say(refusal.reason, .error)
      } else {
        say(localized("Nothing would change yet."))
      }
      return []
    }
    if changedByOthers != nil {
      draft.field = plan.proposal.field(in: live.inventory, live.routing)
      changedByOthers = nil
      makePlan()
      say(
        localized("Somebody changed this while the dialog was open: look again, then Y."), .warning)
      return []
    }
    if case .refused(let reason) = dryRun {
      say(localized("The server refuses it: \(reason)"), .error)
      return []
    }
    let expected = plan.expectedConfirmation(context: connection.context)
    guard expected == nil || dialog.confirmation.string == expected else {
      say(localized("Type \"\(expected ?? "")\" first, then Y."), .warning)
      return []
    }
    guard knowsRights(for: plan) else {
      say(localized("The cluster is still asked what you may do here: wait a moment, then Y."))
      return []
    }
    return send(plan)
  }

  private mutating func send(_ plan: Plan) -> [Effect] {
    let entry = JournalEntry(
      id: (journal.last?.id ?? 0) + 1, time: now, who: connection.who, plan: plan,
      undoes: draft.undoes)
    journal.append(entry)
    interface.overlay = nil
    (proposed, dryRun, changedByOthers, draft) = (nil, nil, nil, Draft())
    faultForecast = nil
    say(localized("Sent #\(entry.id): \(plan.sentence)"))
    return [.perform(changeID: entry.id, plan), .record(entry)]
  }
}

extension Plan {
  /// What has to be typed before `Y` counts; nil when `Y` alone is enough.
  package func expectedConfirmation(context: String) -> String? {
    switch level {
    case .simulated, .mild: nil
    case .warning: target.name.name
    case .severe: "\(context) \(target.name.name)"
    }
  }
}

extension Dialog.Form {
  /// The change as it stands in the form; a refusal while the text is none.
  package func proposal() throws(Refusal) -> Proposal {
    switch self {
    case .scale(let target, let line):
      guard let replicas = Int(line.string) else {
        throw Refusal(localized("type a number of pods"))
      }
      return .scale(target, replicas: replicas)
    case .selector(let name, let line):
      return .selector(name, try SelectorText.selector(line.string))
    case .weights(let id, let fields, _):
      return .weights(
        id,
        Dictionary(fields.map { ($0.service, $0.new) }, uniquingKeysWith: { first, _ in first }))
    case .fixed(let proposal): return proposal
    }
  }
}

extension SelectorText {
  /// Reads `app=pay,tier=backend`.
  package static func selector(_ text: String) throws(Refusal) -> [String: String] {
    var selector: [String: String] = [:]
    for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw Refusal(localized("\"\(String(part).cleaned)\" is not label=value"))
      }
      let key = String(sides[0])
      guard selector.updateValue(String(sides[1]), forKey: key) == nil else {
        throw Refusal(localized("\(key.cleaned) is asked for twice"))
      }
    }
    return selector
  }
}
