#pragma once

#include "tests/support/api_service.h"

#include <functional>
#include <string>
#include <vector>

namespace embedscope::test {

inline const std::string kCanaryKey = "sk-canary-2b7e151628aed2a6";

/// A way in which a service or the way to it fails, and the sentence that a person reads then.
struct ServiceFaultCase
{
    std::string name;
    std::function<void(const HttpServer::Request &, HttpServer::Connection &)> handler;
    Errc code = Errc::BadAnswer;
    std::string sentence; ///< as errorText() makes it; HOST stands for the server's address
    std::size_t requests = 1;
    std::function<void(ApiOptions &, const HttpServer &)> options =
        {}; ///< beside the address, the key and a fake clock
    std::size_t texts = 1;
    std::size_t delivered = 0; ///< vectors that had arrived before
};

std::vector<ServiceFaultCase> serviceFaultCases();

/// Plays the case; `requests` is what the server saw.
struct PlayedFault
{
    Brought brought = {};
    std::string host = {};
    std::size_t requests = 0;
};
PlayedFault playFault(const ServiceFaultCase &fault);

} // namespace embedscope::test
