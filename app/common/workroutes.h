// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <QJsonArray>

#include <vector>

namespace Procession {

class RagServices;
class WorkQueue;
struct ToolOptions;

/// The tools as `GET /tools` tells them: with a JSON schema of their parameters, but neither their environment nor their
/// secrets.
QJsonArray shownTools(const ToolOptions &tools);

/// The routes of the work that Procession does itself: AI tasks, documents, retrieval, tools and commands. Queue and
/// services must outlive the routes.
std::vector<Route> workRoutes(WorkQueue &queue, const RagServices &rag, const ToolOptions &tools);

} // namespace Procession
