import Numerics

/// Runs a chain on a module's buffer (`exp_avg_tfm` and its kin): the buffer's copy is the update, the parameters are the
/// step's, and there is no value or gradient to ask for. The buffer itself stays.
public final class BufferTransform {
  private var objective: Objective?

  public init() {}

  /// What the chain makes of the buffer; valid until the next call.
  public func apply(_ chain: Chain, to buffer: Vector, _ parent: Objective) throws -> Vector {
    let child = objective ?? Objective(childOf: parent)
    objective = child
    child.begin(function: ObjectiveFunction(layout: parent.layout), point: parent.point)
    child.setUpdate(buffer)
    try chain.step(child)
    return try child.currentUpdate()
  }
}
