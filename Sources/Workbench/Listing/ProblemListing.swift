import Problems

/// What `tzopt problems` prints: name, dimension, summary.
public func problemList(style: TextStyle) -> String {
  let items = Catalogue.all.map { (name: $0.name, text: "\($0.summary) (n: \($0.dimension.text))") }
  return definitionList(items, indentation: 0, columns: style.columns)
}
