import Optimization
import Problems
import Testing

import Workbench

/// One example of the reference documentation (torchzero 0.4.4, "List of all modules"), as a chain.
struct ReferenceExample: Sendable, CustomTestStringConvertible {
  /// The class under which it stands, and its caption.
  let place: String
  let chain: String
  let problem: String
  let steps: Int

  init(_ place: String, _ chain: String, on problem: String = "mlp_toy", steps: Int = 40) {
    self.place = place
    self.chain = chain
    self.problem = problem
    self.steps = steps
  }

  var testDescription: String { "\(place): \(chain)" }
}

private let laprop = "rmsprop(0.95) | debias(none, 0.95) | ema(0.95) | debias(0.95, none)"

/// All examples that are chains. Python code of a new class (under GradApproximator, LineSearchBase) has no chain. `fd_central` is
/// the reference's word for `central`, `hvp_method="forward"` its older one for `fd_forward`, `debiased` its older one for `debias`;
/// the loss of a natural gradient is the sum of the residuals there, of their squares here (`gn_grad`).
private let examples: [ReferenceExample] = [
  .init("ASAM, SGD", "asam | lr(0.01)"),
  .init("ASAM, Adam", "asam | adam | lr(1e-3)"),
  .init("AdaHessian", "adahessian | lr(0.1)"),
  .init("AdaHessian, applied to Nesterov momentum", "adahessian(beta1=0, inner=nag(0.9)) | lr(0.1)", on: "logreg_toy"),
  .init("Adan", "adan | lr(1e-3)"),
  .init("Alternate, between Adam, SignSGD and RMSprop", "alternate(adam, sign | mul(0.5), rmsprop) | lr(1e-3)"),
  .init("BFGS, line search", "bfgs | backtracking"),
  .init("BFGS, trust region", "trustcg(bfgs(inverse=false))"),
  .init("Backtracking, gradient descent", "backtracking"),
  .init("Backtracking, L-BFGS", "lbfgs | backtracking"),
  .init("Cautious Adam", "adam | cautious | lr(1e-3)"),
  .init("CautiousWeightDecay, not decoupled", "cautiousweightdecay(1e-3) | adam | lr(1e-3)"),
  .init("CautiousWeightDecay, decoupled", "adam | cautiousweightdecay(1e-3) | lr(1e-3)"),
  .init("CautiousWeightDecay, independent of the step size", "adam | lr(1e-3) | cautiousweightdecay(1e-6)"),
  .init("Centralize", "centralize(dim=0) | lr(0.1)"),
  .init("ClipNorm, gradients", "clipnorm(1) | adam | lr(1e-2)"),
  .init("ClipNorm, updates", "adam | clipnorm(1) | lr(1e-2)"),
  .init("ClipValue, gradients", "clipvalue(1) | adam | lr(1e-2)"),
  .init("ClipValue, updates", "adam | clipvalue(1) | lr(1e-2)"),
  .init("CubicRegularization", "cubicregularization(newton)", on: "rosenbrock"),
  .init("FDM, plain", "fdm | lr(1e-2)"),
  .init("FDM, Newton-CG", "fdm | newtoncg(hvp_method=\"fd_forward\") | backtracking", on: "rosenbrock"),
  .init("FullMatrixAdagrad, plain", "fullmatrixadagrad | lr(1e-2)"),
  .init("FullMatrixAdagrad, RMSprop", "fullmatrixadagrad(beta=0.99) | lr(1e-2)"),
  .init("FullMatrixAdagrad, Adam", "fullmatrixadagrad(beta=0.999, inner=ema(0.9)) | debias(0.9, 0.999) | lr(1e-2)"),
  .init("GGT, limited-memory Adagrad", "ggt | lr(0.1)"),
  .init("GGT, Adam", "ggt(inner=ema) | debias(0.9, 0.999) | lr(0.01)", on: "rosenbrock"),
  .init("GGT, stable Adam", "ggt(inner=ema) | debias(0.9, 0.999) | clipnormbyema(max_ema_growth=1.2) | lr(0.01)"),
  .init("GGTBasis, full-matrix Adam", "ggtbasis(fullmatrixadagrad(beta=0.99, inner=ema(0.9, debias=true))) | lr(1e-3)"),
  .init("GGTBasis, LaProp", "ggtbasis(\(laprop)) | lr(1e-3)"),
  .init("GaussNewton, rosenbrock", "gaussnewton | backtracking", on: "rosenbrock"),
  .init("GaussNewton, a network in a trust region", "trustcg(gaussnewton)"),
  .init("GradientAccumulation, Adam on 16 batches", "gradientaccumulation(16) | adam | lr(1e-2)"),
  .init("GradientCorrection", "lbfgs(inner=gradientcorrection) | backtracking"),
  .init("Graft, Shampoo to Adam", "graft(direction=shampoo, magnitude=adam) | lr(1e-3)"),
  .init("LBFGS, line search", "lbfgs | backtracking"),
  .init("LBFGS, trust region", "trustcg(lbfgs)"),
  .init("LSR1, line search", "lsr1 | backtracking", on: "logreg_toy"),
  .init("LSR1, trust region", "trustcg(lsr1)"),
  .init("LevenbergMarquardt, Gauss-Newton", "levenbergmarquardt(gaussnewton)"),
  .init("LevenbergMarquardt, SR1", "levenbergmarquardt(sr1(inverse=false))"),
  .init("LineSearchBase, an external solver", "scipyminimizescalar"),
  .init("MARSCorrection, AdamW", "marscorrection(beta=0.95) | adam(beta1=0.95, beta2=0.99) | weightdecay(1e-3) | lr(0.1)"),
  .init("MARSCorrection, Lion", "marscorrection(beta=0.9) | lion(beta1=0.9) | lr(0.1)"),
  .init("MSAM, AdamW", "msam(adam | weightdecay(1e-3) | lr(1e-3), rho=1.)"),
  .init("MSAMMomentum", "msammomentum(1e-3)", on: "rosenbrock"),
  .init(
    "MSAMMomentum, in the place of Adam's average", "rmsprop(0.999, inner=msammomentum(1e-3)) | debias(0.9, 0.999)",
    on: "rosenbrock", steps: 300),
  .init("NaturalGradient", "naturalgradient(gn_grad=true) | lr(3e-2)", on: "rosenbrock"),
  .init("NaturalGradient, whitening on rosenbrock", "naturalgradient(sqrt=true, gn_grad=true) | lr(0.05)", on: "rosenbrock"),
  .init("Newton, line search", "newton | backtracking", on: "rosenbrock"),
  .init("Newton, not convex", "newton(eigval_fn=max(abs(x), 1e-4)) | backtracking"),
  .init("Newton, applied to momentum", "newton(inner=ema(0.9)) | lr(0.1)", on: "logreg_toy"),
  .init("NewtonCG, line search", "newtoncg | backtracking"),
  .init("NewtonCG, truncated", "newtoncg(maxiter=10) | backtracking"),
  .init("NewtonCGSteihaug", "newtoncgsteihaug"),
  .init("Normalize, gradients", "normalize(1) | adam | lr(1e-2)"),
  .init("Normalize, updates", "adam | normalize(1) | lr(1e-2)"),
  .init("NystromPCG", "nystrompcg(10) | backtracking"),
  .init("NystromSketchAndSolve, line search", "nystromsketchandsolve(10) | backtracking", on: "logreg_toy"),
  .init("NystromSketchAndSolve, trust region", "levenbergmarquardt(nystromsketchandsolve(10))", on: "logreg_toy"),
  .init("Online, L-BFGS with a line search", "online(lbfgs) | backtracking"),
  .init("Online, L-BFGS in a trust region", "online(trustcg(lbfgs))"),
  .init(
    "Orthogonalize, Muon with Adam", "split(ndim >= 2, true=heavyball | orthogonalize | lr(1e-2), false=adam) | lr(1e-2)"),
  .init("RandomizedFDM, SPSA", "randomizedfdm(formula=\"central\", distribution=\"rademacher\") | lr(1e-2)"),
  .init("RandomizedFDM, RDSA", "randomizedfdm(formula=\"central\", distribution=\"gaussian\") | lr(1e-2)"),
  .init(
    "RandomizedFDM, Gaussian smoothing",
    "randomizedfdm(n_samples=100, distribution=\"gaussian\", formula=\"forward2\", h=1e-1) | newtoncg(hvp_method=\"fd_forward\") | backtracking",
    on: "logreg_toy", steps: 10),
  .init("RandomizedFDM, momentum", "randomizedfdm | heavyball(0.9) | lr(1e-3)"),
  .init("RelativeWeightDecay, not decoupled", "relativeweightdecay(1e-1) | adam | lr(1e-3)"),
  .init("RelativeWeightDecay, decoupled", "adam | relativeweightdecay(1e-1) | lr(1e-3)"),
  .init("SAM, SGD", "sam | lr(0.01)"),
  .init("SAM, Adam", "sam | adam | lr(1e-3)"),
  .init("SOAP", "soap | lr(1e-3)"),
  .init("SOAP, stabilized", "soap | normalizebyema(max_ema_growth=1.2) | lr(1e-2)"),
  .init("SOAPBasis, MARS and AMSGrad", "soapbasis(marscorrection(0.95) | adam(0.95, 0.95, amsgrad=true)) | lr(1e-3)"),
  .init("SOAPBasis, LaProp", "soapbasis(\(laprop)) | lr(1e-3)"),
  .init("SOAPBasis, Lion", "soapbasis(lion) | lr(1e-3)"),
  .init("SR1, trust region", "trustcg(sr1(inverse=false))"),
  .init("SVRG, L-BFGS", "svrg(30) | lbfgs | backtracking", steps: 100),
  .init("SVRG, online L-BFGS", "svrg(30) | online(lbfgs) | backtracking", steps: 100),
  .init("SVRG, SPSA", "spsa | svrg(20) | lr(1e-2)", steps: 100),
  .init("SaveBest", "nag(0.999) | lr(1e-6) | savebest", on: "rosenbrock"),
  .init("ScaleByGradCosineSimilarity", "adam | scalebygradcosinesimilarity | lr(1e-2)"),
  .init(
    "ScaleModulesByCosineSimilarity",
    "scalemodulesbycosinesimilarity(main=adam, compare=rmsprop(0.999, debias=true)) | lr(1e-2)"),
  .init("Shampoo, Adam with its preconditioner", "shampoo(beta=0.999, inner=ema(0.9)) | debias(0.9, 0.999) | lr(1e-3)"),
  .init("SignConsistencyLRs", "mul(signconsistencylrs) | lr(1e-2)"),
  .init("SignConsistencyMask", "mul(signconsistencymask) | lr(1e-2)"),
  .init("Split, Muon", "nag(0.95) | split(ndim >= 2, true=orthogonalize, false=adam(0.9, 0.95) | mul(1/66)) | lr(1e-2)"),
  .init("StrongWolfe, conjugate gradients", "polakribiere | strongwolfe(c2=0.1, a_init=\"first-order\")"),
  .init("StrongWolfe, L-BFGS", "lbfgs | strongwolfe"),
  .init("SubspaceNewton, line search", "subspacenewton(3) | backtracking", on: "logreg_toy"),
  .init("SubspaceNewton, trust region", "levenbergmarquardt(subspacenewton(3))", on: "logreg_toy"),
  .init(
    "Switch",
    "switch(adam | lr(1e-3), lbfgs | backtracking, newtoncg(maxiter=20) | backtracking, steps=[1000, 2000])", steps: 1100),
  .init("TrustCG, SR1", "trustcg(hess_module=sr1(inverse=false))"),
  .init("WeightDecay, not decoupled", "weightdecay(1e-3) | adam | lr(1e-3)"),
  .init("WeightDecay, decoupled", "adam | weightdecay(1e-3) | lr(1e-3)"),
  .init("WeightDecay, independent of the step size", "adam | lr(1e-3) | weightdecay(1e-6)"),
]

/// Examples whose modules do not exist here: when one comes, its examples belong into the list above.
private let absent = [
  "dropout", "esgd", "laplaciansmoothing", "psgddensenewton", "psgdkronnewton", "psgdkronwhiten", "psgdlranewton", "psgdlrawhiten",
  "sophiah", "wrap",
]

/// Every example of the reference documentation whose modules exist is a chain that optimizes.
@Suite struct ReferenceExampleTests {
  @Test(arguments: examples)
  func makesProgress(_ example: ReferenceExample) throws {
    let chain = try ChainReader.chain(example.chain)
    let problem = try Catalogue.problem(example.problem)
    let start = try problem.function(leastSquares: chain.requirements.contains(.residuals)).value(at: problem.start)
    let solver = try Solver(chain, on: problem)
    solver.rules.maximalSteps = example.steps
    let report = try solver.run()
    #expect(report.best.f < start, "from \(start) to \(report.best.f), \(report.status.rawValue): \(report.reason)")
    #expect(report.status != .failed, "\(report.reason)")
  }

  @Test(arguments: absent)
  func isAbsent(_ module: String) {
    #expect(Registry.standard[module] == nil, "the examples of \(module) can be tested now")
  }
}
