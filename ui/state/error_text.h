#pragma once

#include "core/base/error.h"
#include "core/text/read_corpus.h"

#include <QString>

namespace embedscope {

/// Where a sentence is read: what to do is told by the names that things have there.
enum class Surface {
    Window,
    CommandLine, ///< options are named
    NamesDialog, ///< of the window: where a service is chosen that names clusters
    NamesOption, ///< of the command line: --names
    HubPage,     ///< of the window: where models are downloaded
    HubCommand,  ///< of the command line: model get
};

/// The sentence that a person reads about an error: where, what happened, what to do. One line of plain text.
QString errorText(const Error &error, Surface surface = Surface::Window);
/// What a reader repaired or left out, in one line of plain text.
QString readWarningText(const ReadWarning &warning);

} // namespace embedscope
