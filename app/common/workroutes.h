// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <QJsonArray>

#include <vector>

namespace Procession {

class WorkQueue;
struct ToolOptions;

/// The tools as `GET /tools` tells them: with a JSON schema of their parameters, but neither their environment nor their
/// secrets.
QJsonArray shownTools(const ToolOptions &tools);

/// A route that starts work of a type; the answer is the process. The queue must outlive it.
Route submittingRoute(WorkQueue &queue, const ProcessType &type, const QByteArray &path, const QByteArray &summary);

/// The routes of the work that Procession does itself: AI tasks, documents, tools and commands. For retrieval there is
/// ragRoutes(). The queue must outlive the routes.
std::vector<Route> workRoutes(WorkQueue &queue, const ToolOptions &tools);

} // namespace Procession
