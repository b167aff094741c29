// Second derivatives and Jacobians, composed of the transforms.

/// For each expression, its part of H v: the Hessian of a scalar f times the tangents (nil: zero), forward over reverse.
public func hvp(of f: Expression, wrt inputs: [Expression], tangents: [Expression?]) -> [Expression] {
  jvp(outputs: gradient(of: f, wrt: inputs), inputs: inputs, tangents: tangents)
}

/// H v for a batch of tangents, which are a new input of the graph, [count, *shape of x]; so is the result.
public func batchedHVP(of f: Expression, wrt x: Expression, count: Int) -> (tangents: Expression, outputs: Expression) {
  let batch = f.graph.newInput(shape: [count] + x.shape)
  return (batch, batchedHVP(of: f, wrt: x, tangents: batch))
}

/// H v for a batch of tangents [B, *shape of x].
public func batchedHVP(of f: Expression, wrt x: Expression, tangents: Expression) -> Expression {
  let single = f.graph.placeholder(shape: x.shape)
  return vectorized(outputs: hvp(of: f, wrt: [x], tangents: [single]), over: [(single, tangents)])[0]
}

/// J v for a batch of tangents of x, a new input [count, *shape of x]; the result is [count, *shape of output].
public func batchedJVP(of output: Expression, wrt x: Expression, count: Int) -> (tangents: Expression, outputs: Expression) {
  let batch = x.graph.newInput(shape: [count] + x.shape)
  return (batch, batchedJVP(of: output, wrt: x, tangents: batch))
}

/// J v for a batch of tangents [B, *shape of x].
public func batchedJVP(of output: Expression, wrt x: Expression, tangents: Expression) -> Expression {
  let single = x.graph.placeholder(shape: x.shape)
  return vectorized(outputs: jvp(outputs: [output], inputs: [x], tangents: [single]), over: [(single, tangents)])[0]
}

/// Jᵀ v for a batch of cotangents, a new input [count, *shape of output]; the result is [count, *shape of x].
public func batchedVJP(of output: Expression, wrt x: Expression, count: Int) -> (cotangents: Expression, outputs: Expression) {
  let batch = x.graph.newInput(shape: [count] + output.shape)
  return (batch, batchedVJP(of: output, wrt: x, cotangents: batch))
}

/// Jᵀ v for a batch of cotangents [B, *shape of output].
public func batchedVJP(of output: Expression, wrt x: Expression, cotangents: Expression) -> Expression {
  let single = x.graph.placeholder(shape: output.shape)
  return vectorized(outputs: vjp(outputs: [output], cotangents: [single], inputs: [x]), over: [(single, cotangents)])[0]
}

/// The Hessian of a scalar, [n, n] for the n entries of x.
public func hessian(of f: Expression, wrt x: Expression) -> Expression {
  let n = x.count
  return batchedHVP(of: f, wrt: x, tangents: f.graph.identity(n).reshape([n] + x.shape)).reshape([n, n])
}

/// The Jacobian [m, n] of the output's m entries with respect to the n entries of x, by rows or by columns, whichever are fewer.
public func jacobian(of output: Expression, wrt x: Expression) -> Expression {
  let (m, n) = (output.count, x.count)
  if m <= n {
    let cotangents = x.graph.identity(m).reshape([m] + output.shape)
    return batchedVJP(of: output, wrt: x, cotangents: cotangents).reshape([m, n])
  }
  let tangents = x.graph.identity(n).reshape([n] + x.shape)
  return batchedJVP(of: output, wrt: x, tangents: tangents).reshape([n, m]).transpose()
}
