// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertservice.h"
#include "route.h"

#include <vector>

namespace Procession {

class ProcessTracker;

// What alertRoutes() is made of. All must outlive the routes.

/// Alerts: episodes of trouble, open and over.
std::vector<Route> episodeRoutes(AlertService &alerts, const ProcessTracker &tracker);
std::vector<Route> silenceRoutes(AlertService &alerts);
std::vector<Route> channelRoutes(AlertService &alerts);

/// An answer that `make(engine)` makes in the thread of the alerts, while no other thread waits.
template <typename Make>
HttpResponse answerByEngine(AlertService &alerts, Make make)
{
    HttpResponse response;
    response.later = [&alerts, make](const auto &done) {
        QMetaObject::invokeMethod(&alerts, [&alerts, make, done] {
            AlertEngine *engine = alerts.engine();
            done(engine ? make(*engine) : HttpResponse(Refusal(AlertService::unopened())));
        });
    };
    return response;
}

/// Who asked, for people.
QString whoAsked(const Origin &origin);

} // namespace Procession
