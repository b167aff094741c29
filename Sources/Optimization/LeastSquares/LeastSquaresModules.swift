/// The family's modules in the order of listing.
let leastSquaresModules: [Module.Type] = [
  GaussNewton.self, SumOfSquares.self, NaturalGradient.self,
]
