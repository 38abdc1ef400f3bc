import Screen
import State
import Topology

/// The top of a dialog: what is edited there.
protocol DialogForm: Sendable {
  var title: String { get }
  /// Its lines, as wide as they are given room.
  func lines(_ context: PaneContext, width: Int) -> [[Drawing.Run]]
  /// Where the edit point is, from the form's corner; nil without field.
  func cursor(_ context: PaneContext) -> Point?
  /// Whether keys edit something in it.
  var takesKeys: Bool { get }
  /// The form after a key; nil when the key does not edit it.
  func edited(by key: Key, _ context: PaneContext) -> Dialog.Form?
  /// The keys that edit it, for the hints.
  var bindings: [Binding] { get }
}

extension DialogForm {
  func cursor(_ context: PaneContext) -> Point? { nil }
  var takesKeys: Bool { false }
  func edited(by key: Key, _ context: PaneContext) -> Dialog.Form? { nil }
  var bindings: [Binding] { [] }
}
