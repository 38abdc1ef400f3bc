/// One thing that the user did at the terminal.
package enum Key: Hashable, Sendable {
  /// A printable character, with Shift already in it: `E` is shift-e.
  case character(Character)
  /// A control combination, in lower case: `ctrl-c` is `.control("c")`.
  case control(Character)
  case alt(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, shiftLeft, shiftRight, pageUp, pageDown, home, end
  case function(Int)
  /// Pasted text as it came; it is data, never keys.
  case paste(String)
  case mouse(Mouse)
  case focusIn, focusOut
  case resize(Size)

  /// A press or a turn of the wheel, in cells from 0.
  package struct Mouse: Hashable, Sendable {
    /// What the mouse did.
    package enum Action: Hashable, Sendable {
      case press, rightPress, release, wheelUp, wheelDown
    }

    package var action: Action
    package var point: Point

    package init(_ action: Action, at point: Point) {
      self.action = action
      self.point = point
    }
  }
}
