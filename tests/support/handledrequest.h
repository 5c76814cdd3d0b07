// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpapi.h"

namespace Procession {

/// The answer to a request, admitted or not, as a connection has it.
inline HttpResponse handle(const HttpApi &api, const HttpRequest &request)
{
    const Admission admission = api.admit(request);
    HttpResponse response = admission.refusal       ? *admission.refusal
        : request.body.size() > admission.bodyLimit ? bodyTooLong(admission.bodyLimit)
                                                    : *api.answer(request, admission, true);
    response.headers += admission.headers;
    return response;
}

} // namespace Procession
