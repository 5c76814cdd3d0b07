// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "graphview.h"
#include "matchcount.h"
#include "outputsaver.h"
#include "outputview.h"
#include "seriesview.h"
#include "trendview.h"

#include <QtQml/qqml.h>

// Makes the models known to QML, so that they themselves need no QML to be built and tested.
namespace Procession {

struct DashboardForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::Dashboard)
    QML_NAMED_ELEMENT(Dashboard)
    QML_UNCREATABLE("The program hands it in.")
};

struct OverviewForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::Overview)
    QML_NAMED_ELEMENT(Overview)
    QML_UNCREATABLE("Dashboard has it.")
};

struct OverviewRowsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::OverviewRows)
    QML_NAMED_ELEMENT(OverviewRows)
    QML_UNCREATABLE("Overview has it.")
};

struct TrendViewForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::TrendView)
    QML_NAMED_ELEMENT(TrendView)
};

struct KeyedRowsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::KeyedRows)
    QML_NAMED_ELEMENT(KeyedRows)
    QML_UNCREATABLE("AlertCentre has it.")
};

struct ExpectationListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ExpectationListModel)
    QML_NAMED_ELEMENT(ExpectationListModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct AlertCentreForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::AlertCentre)
    QML_NAMED_ELEMENT(AlertCentre)
    QML_UNCREATABLE("Dashboard has it.")
};

struct RehearsedAlertsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::RehearsedAlerts)
    QML_NAMED_ELEMENT(RehearsedAlerts)
    QML_UNCREATABLE("AlertRuleForm has it.")
};

struct AlertRuleFormForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::AlertRuleForm)
    QML_NAMED_ELEMENT(AlertRuleForm)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ProcessListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ProcessListModel)
    QML_NAMED_ELEMENT(ProcessListModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ProcessFilterModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ProcessFilterModel)
    QML_NAMED_ELEMENT(ProcessFilterModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct HistoryModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::HistoryModel)
    QML_NAMED_ELEMENT(HistoryModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct DurationSpreadForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::DurationSpread)
    QML_NAMED_ELEMENT(DurationSpread)
    QML_UNCREATABLE("Dashboard has it.")
};

struct PastMomentForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::PastMoment)
    QML_NAMED_ELEMENT(PastMoment)
    QML_UNCREATABLE("Dashboard has it.")
};

struct PastModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::PastModel)
    QML_NAMED_ELEMENT(PastModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct StatusCountModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::StatusCountModel)
    QML_NAMED_ELEMENT(StatusCountModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct SelectedProcessForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::SelectedProcess)
    QML_NAMED_ELEMENT(SelectedProcess)
    QML_UNCREATABLE("Dashboard has it.")
};

struct TimelineModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::TimelineModel)
    QML_NAMED_ELEMENT(TimelineModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ServerStatusForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ServerStatus)
    QML_NAMED_ELEMENT(ServerStatus)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ProcessActionsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ProcessActions)
    QML_NAMED_ELEMENT(ProcessActions)
    QML_UNCREATABLE("Dashboard has it.")
};

struct StatusTextForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::StatusText)
    QML_NAMED_ELEMENT(StatusText)
    QML_SINGLETON
};

struct TimeTextForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::TimeText)
    QML_NAMED_ELEMENT(TimeText)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ProcessEstimatesForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ProcessEstimates)
    QML_NAMED_ELEMENT(ProcessEstimates)
    QML_UNCREATABLE("Dashboard has it.")
};

struct AttemptsModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::AttemptsModel)
    QML_NAMED_ELEMENT(AttemptsModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ShownAttemptForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ShownAttempt)
    QML_NAMED_ELEMENT(ShownAttempt)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ShownSeriesForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ShownSeries)
    QML_NAMED_ELEMENT(ShownSeries)
    QML_UNCREATABLE("Dashboard has it.")
};

struct AttemptEventsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::AttemptEvents)
    QML_NAMED_ELEMENT(AttemptEvents)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ScheduleListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ScheduleListModel)
    QML_NAMED_ELEMENT(ScheduleListModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct SelectedScheduleForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::SelectedSchedule)
    QML_NAMED_ELEMENT(SelectedSchedule)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ScheduleTicksForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ScheduleTicks)
    QML_NAMED_ELEMENT(ScheduleTicks)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ScheduleRangeForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ScheduleRange)
    QML_NAMED_ELEMENT(ScheduleRange)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ScheduleActionsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ScheduleActions)
    QML_NAMED_ELEMENT(ScheduleActions)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ToolListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ToolListModel)
    QML_NAMED_ELEMENT(ToolListModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ToolFormModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ToolFormModel)
    QML_NAMED_ELEMENT(ToolFormModel)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ScheduleWordsForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ScheduleWords)
    QML_NAMED_ELEMENT(ScheduleWords)
    QML_SINGLETON
};

struct MatchCountForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::MatchCount)
    QML_NAMED_ELEMENT(MatchCount)
};

struct OutputSaverForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::OutputSaver)
    QML_NAMED_ELEMENT(OutputSaver)
};

struct OutputPagesForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::OutputPages)
    QML_NAMED_ELEMENT(OutputPages)
    QML_UNCREATABLE("A model has it.")
};

struct OutputViewForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::OutputView)
    QML_NAMED_ELEMENT(OutputView)
};

struct OutputSearchForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::OutputSearch)
    QML_NAMED_ELEMENT(OutputSearch)
    QML_UNCREATABLE("OutputView has it.")
};

struct ShownPlaceForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ShownPlace)
    QML_NAMED_ELEMENT(ShownPlace)
    QML_UNCREATABLE("Dashboard has it.")
};

struct DocumentSearchForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::DocumentSearch)
    QML_NAMED_ELEMENT(DocumentSearch)
    QML_UNCREATABLE("Dashboard has it.")
};

struct CollectionListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::CollectionListModel)
    QML_NAMED_ELEMENT(CollectionListModel)
    QML_UNCREATABLE("DocumentSearch has it.")
};

struct PassageListModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::PassageListModel)
    QML_NAMED_ELEMENT(PassageListModel)
    QML_UNCREATABLE("DocumentSearch has it.")
};

struct ShownPausesForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ShownPauses)
    QML_NAMED_ELEMENT(ShownPauses)
    QML_UNCREATABLE("Dashboard has it.")
};

struct ShownGraphForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::ShownGraph)
    QML_NAMED_ELEMENT(ShownGraph)
    QML_UNCREATABLE("Dashboard has it.")
};

struct GraphModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::GraphModel)
    QML_NAMED_ELEMENT(GraphModel)
    QML_UNCREATABLE("GraphPicture has it.")
};

struct GraphViewForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::GraphView)
    QML_NAMED_ELEMENT(GraphView)
};

struct SeriesModelForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::SeriesModel)
    QML_NAMED_ELEMENT(SeriesModel)
    QML_UNCREATABLE("A model has it.")
};

struct SeriesViewForeign
{
    Q_GADGET
    QML_FOREIGN(Procession::SeriesView)
    QML_NAMED_ELEMENT(SeriesView)
};

} // namespace Procession
