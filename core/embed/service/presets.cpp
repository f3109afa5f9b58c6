#include "core/embed/service/presets.h"

#include <array>

namespace embedscope {

namespace {

// Sources, August 2026: openai-openapi; the services' own documentation and trackers. OpenAI's 8,192 tokens a text are
// 8,191 in older documents, its 300,000 a request are ours to estimate: a part is left free. 2 MB is the default of
// text-embeddings-inference, as are its 32 texts. Servers on one computer gain nothing from many requests at once, and
// answer slowly: small batches show progress.
constexpr std::array<ServicePreset, 12> kPresets{{
    {.id = "openai",
     .name = "OpenAI",
     .base = "https://api.openai.com/v1",
     .model = "text-embedding-3-small",
     .keyVariable = "OPENAI_API_KEY",
     .maxTexts = 2048,
     .maxTokens = 240'000,
     .maxTextTokens = 8191,
     .maxBytes = 8 << 20,
     .base64 = true,
     .dimensions = "dimensions",
     .chatModel = "gpt-4o-mini"},
    {.id = "ollama",
     .name = "Ollama",
     .base = "http://localhost:11434/v1",
     .model = "nomic-embed-text",
     .maxTexts = 32,
     .maxTokens = 20'000,
     .atOnce = 2,
     .dimensions = "dimensions",
     .chatModel = "llama3.2"},
    {.id = "llama.cpp",
     .name = "llama.cpp server",
     .base = "http://localhost:8080/v1",
     .model = "default",
     .maxTexts = 32,
     .maxTokens = 20'000,
     .maxTextTokens = 512,
     .atOnce = 2,
     .chatModel = "default"},
    {.id = "lmstudio",
     .name = "LM Studio",
     .base = "http://localhost:1234/v1",
     .model = "text-embedding-nomic-embed-text-v1.5",
     .maxTexts = 32,
     .maxTokens = 20'000,
     .atOnce = 2},
    {.id = "tei",
     .name = "text-embeddings-inference",
     .base = "http://localhost:8080/v1",
     .model = "default",
     .maxTexts = 32,
     .maxTokens = 16'384,
     .maxBytes = 2'000'000,
     .chat = false},
    {.id = "voyage",
     .name = "Voyage AI",
     .base = "https://api.voyageai.com/v1",
     .model = "voyage-3.5",
     .keyVariable = "VOYAGE_API_KEY",
     .maxTexts = 1000,
     .maxTokens = 100'000,
     .base64 = true,
     .dimensions = "output_dimension",
     .inputType = true,
     .chat = false},
    {.id = "cohere",
     .name = "Cohere",
     .base = "https://api.cohere.com/v2",
     .model = "embed-v4.0",
     .keyVariable = "COHERE_API_KEY",
     .maxTexts = 96,
     .dimensions = "output_dimension",
     .inputType = true,
     .chatModel = "command-r-08-2024",
     .chatBase = "https://api.cohere.ai/compatibility/v1"},
    {.id = "jina",
     .name = "Jina AI",
     .base = "https://api.jina.ai/v1",
     .model = "jina-embeddings-v3",
     .keyVariable = "JINA_API_KEY",
     .dimensions = "dimensions",
     .chat = false},
    {.id = "gemini",
     .name = "Google Gemini",
     .base = "https://generativelanguage.googleapis.com/v1beta",
     .model = "gemini-embedding-001",
     .keyVariable = "GEMINI_API_KEY",
     .maxTexts = 100,
     .maxTextTokens = 2048,
     .dimensions = "outputDimensionality",
     .inputType = true,
     .chatModel = "gemini-2.5-flash",
     .chatBase = "https://generativelanguage.googleapis.com/v1beta/openai"},
    {.id = "mistral",
     .name = "Mistral AI",
     .base = "https://api.mistral.ai/v1",
     .model = "mistral-embed",
     .keyVariable = "MISTRAL_API_KEY",
     .maxTokens = 16'000,
     .maxTextTokens = 8192,
     .chatModel = "mistral-small-latest"},
    {.id = "together",
     .name = "Together AI",
     .base = "https://api.together.xyz/v1",
     .model = "intfloat/multilingual-e5-large-instruct",
     .keyVariable = "TOGETHER_API_KEY",
     .chatModel = "meta-llama/Llama-3.3-70B-Instruct-Turbo"},
    {.id = "other", .name = "Another service", .dimensions = "dimensions"},
}};

bool isAzure(const HttpUrl &url)
{
    return url.host.ends_with(".openai.azure.com") || url.host.ends_with(".cognitiveservices.azure.com");
}

} // namespace

std::span<const ServicePreset> servicePresets()
{
    return kPresets;
}

const ServicePreset *presetNamed(std::string_view id)
{
    for (const ServicePreset &preset : kPresets)
        if (preset.id == id)
            return &preset;
    return nullptr;
}

const ServicePreset &presetOf(const HttpUrl &base)
{
    constexpr std::pair<std::string_view, std::string_view> kHosts[] = {
        {"api.openai.com", "openai"},    {"api.voyageai.com", "voyage"},
        {"api.cohere.com", "cohere"},    {"api.cohere.ai", "cohere"},
        {"api.jina.ai", "jina"},         {"generativelanguage.googleapis.com", "gemini"},
        {"api.mistral.ai", "mistral"},   {"api.together.xyz", "together"},
        {"api.together.ai", "together"},
    };
    for (const auto &[host, id] : kHosts)
        if (base.host == host)
            return *presetNamed(id);
    if (isAzure(base))
        return *presetNamed("openai");
    if (base.port == 11434)
        return *presetNamed("ollama");
    if (base.port == 1234)
        return *presetNamed("lmstudio");
    return kPresets.back();
}

ApiEndpoint endpointOf(HttpUrl base, std::string_view model)
{
    ApiEndpoint end{std::move(base), ApiDialect::OpenAi};
    std::string &path = end.url.path;
    while (path.ends_with('/'))
        path.pop_back();
    const bool gemini =
        end.url.host == "generativelanguage.googleapis.com" && path.find("/openai") == std::string::npos;
    if (path.ends_with(":batchEmbedContents")) {
        end.dialect = ApiDialect::Gemini;
    } else if (gemini) {
        end.dialect = ApiDialect::Gemini;
        path += (path.empty() ? "/v1beta/models/" : "/models/") + std::string(model) + ":batchEmbedContents";
    } else if (path.ends_with("/api/embed")) {
        end.dialect = ApiDialect::Ollama;
    } else if (path.ends_with("/v2/embed")) {
        end.dialect = ApiDialect::Cohere;
    } else if (end.url.host == "api.cohere.com" && (path.empty() || path == "/v2")) {
        end.dialect = ApiDialect::Cohere;
        path = "/v2/embed";
    } else if (path.ends_with("/embed")) {
        end.dialect = ApiDialect::Tei;
    } else if (!path.ends_with("/embeddings")) {
        path += path.empty() ? "/v1/embeddings" : "/embeddings";
    }
    return end;
}

ApiEndpoint chatEndpointOf(HttpUrl base)
{
    ApiEndpoint end{std::move(base), ApiDialect::OpenAi};
    std::string &path = end.url.path;
    while (path.ends_with('/'))
        path.pop_back();
    if (constexpr std::string_view kOther = "/embeddings"; path.ends_with(kOther))
        path.resize(path.size() - kOther.size());
    // Where their own protocols are given, OpenAI's is beside them.
    if (end.url.host == "generativelanguage.googleapis.com" && path.find("/openai") == std::string::npos)
        path += path.empty() ? "/v1beta/openai" : "/openai";
    if (end.url.host == "api.cohere.com" && (path.empty() || path == "/v2"))
        path = "/compatibility/v1";
    if (!path.ends_with("/chat/completions"))
        path += path.empty() ? "/v1/chat/completions" : "/chat/completions";
    return end;
}

} // namespace embedscope
