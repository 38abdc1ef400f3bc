package import Actions
package import Routing
package import Topology

/// A change dialog: what is being edited, the plan that follows from it, and how far confirmation is.
package struct Dialog: Hashable, Sendable {
  /// The form at the top.
  package enum Form: Hashable, Sendable {
    case scale(ObjectReference, LineEditor)
    case selector(NamespacedName, LineEditor)
    case weights(Route.ID, [WeightField], selected: Int)
    /// A change without anything to edit: delete, restart, steer, undo.
    case fixed(Proposal)
  }

  /// One weight being edited.
  package struct WeightField: Hashable, Sendable {
    package var service: NamespacedName
    package var old: Int
    package var new: Int

    package init(service: NamespacedName, old: Int, new: Int) {
      self.service = service
      self.old = old
      self.new = new
    }
  }

  /// The words at the bottom; the first is where the focus starts.
  package enum Button: Int, Hashable, Sendable, CaseIterable { case cancel, apply, copyCommand }

  package var form: Form
  /// What is typed to confirm a change of level warning or severe.
  package var confirmation = LineEditor()
  package var button: Button = .cancel
  /// Whether the keys go to the confirmation field instead of the form.
  package var isConfirming = false
  /// Lines scrolled in the preview.
  package var scroll = 0

  package init(_ form: Form) { self.form = form }
}
