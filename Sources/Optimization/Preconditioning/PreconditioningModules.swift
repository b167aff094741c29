/// The family's modules in the order of listing.
let preconditioningModules: [Module.Type] = [
]
