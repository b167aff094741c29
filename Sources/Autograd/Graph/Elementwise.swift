// Construction of elementwise nodes: operands are fitted (scalars stay scalars, other shapes broadcast explicitly), what can be
// computed before a broadcast is, and the rules of Simplification.swift are tried before a node is made.

extension Expression {
  static func apply(_ f: Unary, _ x: Expression) -> Expression {
    if x.shape != [], let scalar = x.filling { return apply(f, scalar).broadcast(to: x.shape) }
    if case .broadcast = x.node.operation { return apply(f, x.operand(0)).broadcast(to: x.shape) }
    return simplified(f, x) ?? Expression(.unary(f), [x], shape: x.shape)
  }

  static func apply(_ f: Binary, _ a: Expression, _ b: Expression) -> Expression {
    let shape = commonShape([a, b])
    var (a, b) = (a.fitted(to: shape), b.fitted(to: shape))
    if let sources = commonSources([a, b], shape) { return apply(f, sources[0], sources[1]).broadcast(to: shape) }
    if f.isCommutative, b.order < a.order { swap(&a, &b) }
    return simplified(f, a, b) ?? Expression(.binary(f), [a, b], shape: shape)
  }

  static func applySelect(_ condition: Expression, _ a: Expression, _ b: Expression) -> Expression {
    let shape = commonShape([condition, a, b])
    let (c, x, y) = (condition.fitted(to: shape), a.fitted(to: shape), b.fitted(to: shape))
    if let sources = commonSources([c, x, y], shape) {
      return applySelect(sources[0], sources[1], sources[2]).broadcast(to: shape)
    }
    return simplifiedSelect(c, x, y, shape) ?? Expression(.select, [c, x, y], shape: shape)
  }

  /// What the operands were before they were all broadcast alike to the shape, scalars among them left alone.
  private static func commonSources(_ operands: [Expression], _ shape: Shape) -> [Expression]? {
    if operands.allSatisfy({ $0.shape == [] }) { return shape == [] ? nil : operands }
    var source: Shape?
    var sources: [Expression] = []
    for x in operands {
      guard x.shape != [] else {
        sources.append(x)
        continue
      }
      guard case .broadcast = x.node.operation, source == nil || source == x.operand(0).shape else { return nil }
      source = x.operand(0).shape
      sources.append(x.operand(0))
    }
    return sources
  }

  /// The order of commutative operands: constants, scalars, the rest by age.
  private var order: (Int, Int) { (constantValue != nil ? 0 : shape == [] ? 1 : 2, index) }
}
