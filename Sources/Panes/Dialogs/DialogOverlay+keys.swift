import Actions
import Language
import Screen
import State
import Topology

extension DialogOverlay {
  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    isEditingSelector ? typedInSelector(key, context) : typedInPlan(key, context)
  }

  /// Step one of the selector: everything printable is text.
  private func typedInSelector(_ key: Key, _ context: PaneContext) -> [Intent]? {
    switch key {
    case .tab:
      guard case .selector(let service, let line) = dialog.form else { return nil }
      let completion = SelectorCompletion(line: line, service: service, context: context)
      return completion.line.map { [changed(.selector(service, $0))] }
        ?? [.notice(completion.sentence, .info)]
    case .enter: return review(context)
    default: return form.edited(by: key, context).map { [changed($0)] }
    }
  }

  private func review(_ context: PaneContext) -> [Intent] {
    guard case .success = context.state.proposed else {
      return [.closeOverlay, .notice(localized("cancelled: nothing was changed"), .info)]
    }
    var next = dialog
    next.isConfirming = true
    next.scroll = 0
    return [.updateOverlay(.dialog(next))]
  }

  /// The preview: the form's keys, the confirmation's text, and `Y`.
  private func typedInPlan(_ key: Key, _ context: PaneContext) -> [Intent]? {
    let expected = Confirmation(context).expected
    // A context may have a capital Y in its name.
    let isName = expected?.hasPrefix(dialog.confirmation.string + "Y") == true
    if key == .character("Y"), !(dialog.isConfirming && isName) { return apply(context) }
    if !dialog.isConfirming, let form = form.edited(by: key, context) { return [changed(form)] }
    switch key {
    case .up, .down:
      var next = dialog
      next.scroll = max(0, dialog.scroll + (key == .up ? -1 : 1))
      return [.updateOverlay(.dialog(next))]
    case .enter: return chosen(dialog.button, context)
    case .tab, .backTab: return [.updateOverlay(.dialog(nextButton(key == .tab ? 1 : 2)))]
    case .escape: return back
    default: break
    }
    guard expected != nil, let line = dialog.confirmation.edited(by: key) else { return nil }
    var next = dialog
    next.confirmation = line
    if case .selector = dialog.form {} else { next.isConfirming = !line.text.isEmpty }
    return [.updateOverlay(.dialog(next))]
  }

  private var back: [Intent]? {
    guard case .selector = dialog.form, dialog.isConfirming else { return nil }
    var next = dialog
    next.isConfirming = false
    next.confirmation = LineEditor()
    next.button = .cancel
    return [.updateOverlay(.dialog(next))]
  }

  private func nextButton(_ step: Int) -> Dialog {
    var next = dialog
    let buttons = Dialog.Button.allCases
    next.button = buttons[(dialog.button.rawValue + step) % buttons.count]
    return next
  }

  /// An edit takes back what was confirmed so far.
  private func changed(_ form: Dialog.Form) -> Intent {
    var next = dialog
    next.form = form
    next.confirmation = LineEditor()
    next.button = .cancel
    return .updateOverlay(.dialog(next))
  }

  private func apply(_ context: PaneContext) -> [Intent] {
    if let obstacle = Confirmation(context).obstacle(dialog, context) {
      return [.notice(obstacle, .warning)]
    }
    return [.confirm]
  }

  /// What a button does.
  func chosen(_ button: Dialog.Button, _ context: PaneContext) -> [Intent] {
    switch button {
    case .cancel:
      return [.closeOverlay, .notice(localized("cancelled: nothing was sent (Y applies)"), .info)]
    case .apply: return isEditingSelector ? review(context) : apply(context)
    case .copyCommand:
      guard case .success(let plan) = context.state.proposed else {
        return [.notice(localized("there is no command yet"), .info)]
      }
      return [.copy(plan.kubectl, what: localized("the kubectl command"))]
    }
  }

  var bindings: [Binding] {
    let dialog = self
    guard !isEditingSelector else {
      return [
        Binding(.escape, label: "cancel", sentence: "close without a change") { _ in
          [.closeOverlay]
        },
        Binding(.tab, label: "complete", sentence: "complete a key or value") {
          dialog.typed(.tab, $0) ?? []
        },
        Binding(.control("u"), label: "clear", sentence: "empty the line") {
          dialog.typed(.control("u"), $0) ?? []
        },
        Binding(.enter, label: "review", sentence: "see the difference and confirm") {
          dialog.typed(.enter, $0) ?? []
        },
      ]
    }
    return [
      Binding(.escape, label: "cancel", sentence: "close without a change") {
        dialog.typed(.escape, $0) ?? [.closeOverlay]
      },
      Binding(.enter, label: enterLabel, sentence: "press the chosen button") {
        dialog.chosen(dialog.dialog.button, $0)
      },
      Binding(.character("Y"), label: "apply", sentence: "apply the change") {
        dialog.typed(.character("Y"), $0) ?? []
      },
    ] + form.bindings + [
      Binding(.tab, label: "next button", sentence: "choose the next button") {
        dialog.typed(.tab, $0) ?? []
      }
    ]
  }

  private var enterLabel: Message {
    switch dialog.button {
    case .cancel: "cancel"
    case .apply: "apply"
    case .copyCommand: "copy"
    }
  }
}
