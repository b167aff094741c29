import Numerics

/// Some tensors through one chain, the others through another.
public final class Split: Module {
  public override class var declaration: Declaration {
    Declaration(
      "split", .control, "Sends the tensors that pass a filter through one chain and the others through another.",
      rule: "filter: an expression in ndim, numel, name, such as ndim >= 2; each half is a problem of its own")
  }
  @Setting("which tensors go to `true`", required: true) var filter = TensorFilter()
  @Setting("chain for those that pass; none leaves them", named: "true", required: true) var accepted: Chain? = nil
  @Setting("chain for the others; none leaves them", named: "false", required: true) var rejected: Chain? = nil
  private var halves: [Half] = []

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    let all = Array(preparation.layout.segments.indices)
    let passing = all.filter { filter(preparation.layout.segments[$0]) }
    let others = all.filter { !filter(preparation.layout.segments[$0]) }
    halves = []
    for (name, chain, indices) in [("true", accepted, passing), ("false", rejected, others)] {
      guard let chain, !indices.isEmpty else { continue }
      try chain.prepare(preparation.nested(name, layout: preparation.layout.restricted(to: indices)))
      halves.append(Half(chain, indices))
    }
  }

  public override func apply(_ objective: Objective) throws {
    for half in halves { try half.step(objective) }
  }
}

/// One half of a split: a problem of its own, whose other tensors stand still.
private final class Half {
  let chain: Chain
  let indices: [Int]
  private var function: RestrictedFunction?
  private var child: Objective?

  init(_ chain: Chain, _ indices: [Int]) {
    self.chain = chain
    self.indices = indices
  }

  func step(_ parent: Objective) throws {
    let function = self.function ?? RestrictedFunction(parent, indices)
    self.function = function
    function.follow(parent)
    let child: Objective
    if let known = self.child {
      child = known
      child.begin(function: function, point: child.point)
    } else {
      child = Objective(run: parent.run, layout: function.layout, function: function, point: Point(count: function.layout.count))
      self.child = child
    }
    child.point.invalidate()
    function.gather(parent.x, into: child.point.x)
    if parent.hasUpdate {
      function.gather(parent.update, into: child.update)
      child.hasUpdate = true
    }
    try chain.step(child)
    if child.hasChangedParameters { parent.changeParameters { x in function.scatter(child.point.x, into: x) } }
    let u = try parent.currentUpdate()
    if child.skipUpdate {
      // A half that waits does not move.
      child.update.fill(0)
      function.scatter(child.update, into: u)
    } else {
      function.scatter(try child.currentUpdate(), into: u)
    }
  }
}
