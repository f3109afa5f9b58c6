// Included by moc before anything else: it stumbles over <concepts> where libstdc++'s configuration was not read before.
#pragma once
#include <cstddef>
