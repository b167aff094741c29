/// Every module, by family, in the order of listing. To add one: write its class, and its name in the family's list
/// (`Adaptive/AdaptiveModules.swift` and its like).
let allModules: [Module.Type] = [
  stepSizeModules,
  momentumModules,
  adaptiveModules,
  preconditioningModules,
  clippingModules,
  weightDecayModules,
  lineSearchModules,
  conjugateGradientModules,
  quasiNewtonModules,
  secondOrderModules,
  leastSquaresModules,
  trustRegionModules,
  gradientApproximationModules,
  zerothOrderModules,
  smoothingModules,
  operationModules,
  controlModules,
  restartModules,
  projectionModules,
  varianceReductionModules,
  terminationModules,
  miscellaneousModules,
].flatMap { $0 }

/// Second names.
let moduleAliases: [String: Module.Type] = ["rsn": SubspaceNewton.self]
