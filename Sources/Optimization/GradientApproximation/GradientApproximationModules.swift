/// The family's modules in the order of listing.
let gradientApproximationModules: [Module.Type] = [
]
