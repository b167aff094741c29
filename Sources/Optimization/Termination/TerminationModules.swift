/// The family's modules in the order of listing.
let terminationModules: [Module.Type] = [
]
