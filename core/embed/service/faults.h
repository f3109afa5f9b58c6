#pragma once

#include "core/base/error.h"
#include "core/embed/http/http_client.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// What an answer that brings no vectors means for the work.
struct ServiceFault
{
    enum class Then {
        Stop,    ///< nothing will change it
        Retry,   ///< later
        Smaller, ///< with fewer texts; of one text: it alone has failed
        Floats,  ///< the same, without asking for base64
    };
    Then then = Then::Stop;
    Error error = {};
};

/// What is known when an answer is judged.
struct ServiceQuestion
{
    std::string where = {};       ///< the host, for Error::path
    std::string keyVariable = {}; ///< for KeyMissing
    bool hasKey = false;
    std::size_t texts = 1;
    bool base64 = false;
    bool worksOtherwise = false; ///< an earlier request of the same kind was answered: it must be these texts
};

/// The fault of an answer without success, by its status and by the words in it: servers give one status to many things
/// (llama.cpp's server says 500 for a text that is too long; OpenAI says 429 for an account without money).
ServiceFault faultOf(const HttpResponse &answer, const ServiceQuestion &question);

/// The fault where no answer came: what is about the way there is tried again, but not a service of this computer that
/// has never answered.
ServiceFault faultOfNoAnswer(const Error &error, bool thisComputer, bool worksOtherwise);

/// The error of an answer of success that cannot be read: what the service says, where it tells of an error, as some
/// gateways do; else `error`.
Error faultOfSuccess(Error error, std::string_view body, const std::string &where);

/// What the service says in the body of a refusal, as one line of plain text of at most 300 characters: "message" of
/// its "error", an "error" that is a text, a "message" or "detail" at the top, the title of a web page, or the
/// beginning of the body. Empty if it says nothing.
std::string serviceMessage(std::string_view body);

} // namespace embedscope
