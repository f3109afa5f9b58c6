#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/embed/service/service_address.h"

#include <memory>
#include <string>

namespace embedscope {

/// The embedder "api:NAME": a service's model over HTTP. Opening it sends nothing. Errors: InvalidArgument (no name, an
/// address that is none, a key with characters that no header may have; an unknown preset), PlainHttpRefused,
/// KeyMissing (a service that is known to want one; the variable's name in the detail).
///
/// What users of it should know, beside what Embedder promises:
///  - dimensions() is 0 until the first answer, unless some were asked for; a VectorStore of 0 takes the first
///  vector's.
///    Every later answer must have as many, else BadAnswer.
///  - identity() is address + model + dimensions asked for, and never the key.
///  - host() is the address' host, also on this computer: who knows where a server there passes texts on to.
///  - name() is "api:NAME".
///  - Texts go in batches within the service's limits, the first batch alone, then up to four at once. A batch is
///  checked
///    as a whole before any row of it is delivered. A text that the service refuses for itself (too long) is a row with
///    an Error (InputTooLong, RequestRefused); whatever concerns all ends the call with that error, after which rows
///    that were delivered stay good and the others are not delivered.
///  - 408, 409, 429, 5xx and broken connections are tried again, at most 6 times and within maxWait. While it waits,
///    RunControl::note gets "waiting 12 s: the service asks us to slow down", and an empty one when it goes on.
///  - spent() counts everything sent, also by calls that failed.
///  - Progress is reported once for each answer.
///  - tokens of a row are 0: services count for the whole request.
///  - The same text may come back with other last bits: that is the service's affair.
Result<std::shared_ptr<const Embedder>> openApiEmbedder(const std::string &model, const ApiOptions &options = {});

} // namespace embedscope
