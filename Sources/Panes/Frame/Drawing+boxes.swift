import Screen

extension Drawing {
  /// Draws a frame with a title in its upper edge and words at its right end.
  mutating func box(
    _ rect: Rect, title: String = "", trailing: String = "", isFocused: Bool = false
  ) {
    canvas.frame(rect, Frame(title, note: trailing, focused: isFocused))
  }

  /// Draws a rule through a frame, with a title in it.
  mutating func rule(_ rect: Rect, y: Int, title: String = "", trailing: String = "") {
    canvas.divider(rect, y: y, Frame(title, note: trailing))
  }
}
