// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteoutput.h"

#include "remoteoutputpages.h"

namespace Procession {

RemoteOutput::RemoteOutput(const ApiEndpoint &endpoint)
    : m_api(endpoint)
{
}

std::unique_ptr<OutputPages> RemoteOutput::open(const Process &process, int attempt)
{
    return std::make_unique<RemoteOutputPages>(m_api, process.id, attempt);
}

} // namespace Procession
