// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkRequest>

namespace Procession {

/// A request to an OpenAI-compatible server: `path`, such as `/models`, below `/v1` of the server. The base URL may end
/// with `/v1` or not. Redirects aren't followed, since they would carry the token elsewhere. An empty token isn't sent.
QNetworkRequest openAiRequest(const QUrl &baseUrl, const QString &path, const QByteArray &token);

/// Whether this program has file descriptors left to make a connection with. Qt's network runs in a thread of its own,
/// and a thread that finds no descriptor for its event loop ends the whole program.
bool hasDescriptorsToConnect();

} // namespace Procession
