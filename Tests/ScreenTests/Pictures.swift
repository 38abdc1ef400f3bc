import Screen

/// The text of a small picture, drawn with the glyphs of a tier.
func picture(
  _ width: Int, _ height: Int, _ glyphs: Glyphs = .unicode, draw: (inout Canvas) -> Void
) -> String {
  var canvas = Canvas(Size(width: width, height: height), glyphs: glyphs)
  draw(&canvas)
  return canvas.text
}
