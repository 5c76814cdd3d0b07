// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertcentre.h"
#include "alertruleform.h"
#include "attemptevents.h"
#include "attemptsmodel.h"
#include "documentsearch.h"
#include "durationspread.h"
#include "expectationlistmodel.h"
#include "historymodel.h"
#include "listplace.h"
#include "overview.h"
#include "pastmodel.h"
#include "pastmoment.h"
#include "processactions.h"
#include "processestimates.h"
#include "processfiltermodel.h"
#include "processlistmodel.h"
#include "scheduleactions.h"
#include "schedulelistmodel.h"
#include "schedulerange.h"
#include "selectedprocess.h"
#include "selectedschedule.h"
#include "serverstatus.h"
#include "shownattempt.h"
#include "showngraph.h"
#include "shownpauses.h"
#include "shownplace.h"
#include "shownseries.h"
#include "statuscountmodel.h"
#include "timelinemodel.h"
#include "timetext.h"
#include "toolformmodel.h"
#include "toollistmodel.h"

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

namespace Procession {

/// All that the dashboard shows and can do, in one object for QML: the models of one server's processes and history, and
/// the user's changes.
///
/// Threads: the GUI's. Owner: app/desktop, or a test; its parts must outlive it.
class Dashboard : public QObject
{
    Q_OBJECT
    Q_PROPERTY(Procession::ProcessFilterModel *processes READ processes CONSTANT)
    Q_PROPERTY(Procession::HistoryModel *history READ history CONSTANT)
    /// Which moment of the past the history is looked at, and the list as it was then.
    Q_PROPERTY(Procession::PastMoment *moment READ moment CONSTANT)
    Q_PROPERTY(Procession::PastModel *past READ past CONSTANT)
    /// Whether the user looks at the list as it was then.
    Q_PROPERTY(bool pastShown READ isPastShown NOTIFY pastShownChanged)
    Q_PROPERTY(Procession::StatusCountModel *counts READ counts CONSTANT)
    Q_PROPERTY(Procession::SelectedProcess *selected READ selected CONSTANT)
    Q_PROPERTY(Procession::TimelineModel *timeline READ timeline CONSTANT)
    Q_PROPERTY(Procession::ServerStatus *server READ server CONSTANT)
    Q_PROPERTY(Procession::TimeText *time READ time CONSTANT)
    Q_PROPERTY(Procession::ProcessEstimates *estimates READ estimates CONSTANT)
    Q_PROPERTY(Procession::ProcessActions *actions READ actions CONSTANT)
    /// The attempts of the selected process, the one that its page shows, and the events and the course of that one.
    Q_PROPERTY(Procession::AttemptsModel *attempts READ attempts CONSTANT)
    Q_PROPERTY(Procession::ShownAttempt *attempt READ attempt CONSTANT)
    Q_PROPERTY(Procession::AttemptEvents *attemptEvents READ attemptEvents CONSTANT)
    Q_PROPERTY(Procession::ShownSeries *attemptSeries READ attemptSeries CONSTANT)
    /// How long past runs of its name took, and where the shown attempt stands among them.
    Q_PROPERTY(Procession::DurationSpread *spread READ spread CONSTANT)
    Q_PROPERTY(Procession::ScheduleListModel *schedules READ schedules CONSTANT)
    Q_PROPERTY(Procession::SelectedSchedule *schedule READ schedule CONSTANT)
    Q_PROPERTY(Procession::ScheduleRange *scheduleRange READ scheduleRange CONSTANT)
    Q_PROPERTY(Procession::ScheduleActions *scheduleActions READ scheduleActions CONSTANT)
    Q_PROPERTY(Procession::ExpectationListModel *expectations READ expectations CONSTANT)
    Q_PROPERTY(Procession::AlertCentre *alerts READ alerts CONSTANT)
    Q_PROPERTY(Procession::AlertRuleForm *alertRule READ alertRule CONSTANT)
    Q_PROPERTY(Procession::ToolListModel *tools READ tools CONSTANT)
    Q_PROPERTY(Procession::ToolFormModel *toolForm READ toolForm CONSTANT)
    Q_PROPERTY(Procession::DocumentSearch *documents READ documents CONSTANT)
    Q_PROPERTY(Procession::Overview *overview READ overview CONSTANT)
    /// The place of the selected process in the server's queue.
    Q_PROPERTY(Procession::ShownPlace *place READ place CONSTANT)
    /// What the server starts none of.
    Q_PROPERTY(Procession::ShownPauses *pauses READ pauses CONSTANT)
    /// Which of the window's views is chosen.
    Q_PROPERTY(Procession::Dashboard::View view READ view WRITE setView NOTIFY viewChanged)
    /// What the selected process waits for, and what waits for it.
    Q_PROPERTY(Procession::ShownGraph *graph READ graph CONSTANT)
    /// Whether the page of the selected process is shown, in place of the view.
    Q_PROPERTY(bool pageShown READ isPageShown NOTIFY pageShownChanged)
    /// The row of the selected process in the list that is shown, live or finished; -1 where it has none.
    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectedRowChanged)
    /// For how many seconds a cancel can be undone; at 0 it can't.
    Q_PROPERTY(int undoSeconds READ undoSeconds WRITE setUndoSeconds NOTIFY undoSecondsChanged)
    /// Whether the user looks at what finished, not at what is live.
    Q_PROPERTY(bool historyShown READ isHistoryShown WRITE setHistoryShown NOTIFY historyShownChanged)
    /// What the filter by type offers: empty for all, then each type that a process may have.
    Q_PROPERTY(QStringList typeChoices READ typeChoices NOTIFY typeChoicesChanged)
    /// The place in typeChoices of the type that is filtered by.
    Q_PROPERTY(int typeChoice READ typeChoice WRITE setTypeChoice NOTIFY typeChoiceChanged)

public:
    enum View { Live, History, Schedules, Tools, Documents, Summary, Alerts };
    Q_ENUM(View)

    /// The server that the dashboard looks at, this program's own or a remote one.
    struct Parts
    {
        const ProcessSource &source;
        Operator &changes;
        const Clock &clock;
        HistorySource *history = nullptr;           ///< null where the server keeps none
        OutputSource *output = nullptr;             ///< null where the output of its attempts can't be read
        const DurationHistory *durations = nullptr; ///< null where it comes later, or never
        SeriesSource *series = nullptr;             ///< null where the courses of its attempts can't be read
        AnalyticsSource *analytics = nullptr;       ///< null where the server keeps no summaries
    };
    explicit Dashboard(const Parts &parts, QObject *parent = nullptr);

    /// What estimates are made by; it must outlive this.
    void setDurations(const DurationHistory *durations);

    ProcessFilterModel *processes() { return &m_processes; }
    HistoryModel *history() { return &m_history; }
    PastMoment *moment() { return &m_moment; }
    PastModel *past() { return &m_past; }
    bool isPastShown() const { return isHistoryShown() && m_moment.isChosen(); }
    StatusCountModel *counts() { return &m_counts; }
    SelectedProcess *selected() { return &m_selected; }
    TimelineModel *timeline() { return &m_timeline; }
    AttemptsModel *attempts() { return &m_attempts; }
    ShownAttempt *attempt() { return &m_attempt; }
    AttemptEvents *attemptEvents() { return &m_attemptEvents; }
    ShownSeries *attemptSeries() { return &m_attemptSeries; }
    DurationSpread *spread() { return &m_spread; }
    ShownGraph *graph() { return &m_graph; }
    bool isPageShown() const { return m_isPageShown; }
    ServerStatus *server() { return &m_server; }
    TimeText *time() { return &m_time; }
    ProcessEstimates *estimates() { return &m_estimates; }
    ProcessActions *actions() { return &m_actions; }
    int undoSeconds() const { return static_cast<int>(m_actions.grace().count() / 1000); }
    void setUndoSeconds(int seconds);
    int selectedRow() const;
    View view() const { return m_view; }
    void setView(View view);
    bool isHistoryShown() const { return m_view == History; }
    void setHistoryShown(bool shown) { setView(shown ? History : Live); }
    ScheduleListModel *schedules() { return &m_schedules; }
    ExpectationListModel *expectations() { return &m_expectations; }
    SelectedSchedule *schedule() { return &m_schedule; }
    ScheduleRange *scheduleRange() { return &m_scheduleRange; }
    DocumentSearch *documents() { return &m_documents; }
    Overview *overview() { return &m_overview; }
    ShownPlace *place() { return &m_place; }
    ShownPauses *pauses() { return &m_pauses; }
    AlertCentre *alerts() { return &m_alerts; }
    AlertRuleForm *alertRule() { return &m_alertRule; }
    ToolListModel *tools() { return &m_tools; }
    ToolFormModel *toolForm() { return &m_toolForm; }
    ScheduleActions *scheduleActions() { return &m_scheduleActions; }
    QStringList typeChoices() const { return m_typeChoices; }
    int typeChoice() const;
    void setTypeChoice(int choice);

    /// How many processes are live at this moment, those included that wait for a retry. Cost: one pass over all rows.
    Q_INVOKABLE int liveCount() const;
    Q_INVOKABLE void cancel(const QString &processId);
    Q_INVOKABLE void retry(const QString &processId);
    /// Takes back a cancel that waits still.
    Q_INVOKABLE void undo(const QString &processId);
    /// For keys: cancels, or retries, the selected process where the list that is shown has its row. Otherwise, and
    /// where the process can't be, nothing happens but that the user is told why.
    Q_INVOKABLE void cancelSelected();
    Q_INVOKABLE void retrySelected();
    /// Selects the process so many rows further down, or up, in the list that is shown; where the selected one has left
    /// it, counted from its place. The row; -1 where the list is empty.
    Q_INVOKABLE int step(int rows);
    /// Selects the process of a row of the history.
    Q_INVOKABLE void selectFinished(int row);
    /// Shows the page of the selected process; nothing where none is selected.
    Q_INVOKABLE void openPage();
    /// Selects a process and shows its page: one that starts only now once it is there, and one that is no longer
    /// tracked once the history told it.
    Q_INVOKABLE void openProcess(const QString &processId);
    /// Selects the schedule so many rows further down, or up; the row, or -1 where there are none.
    Q_INVOKABLE int stepSchedule(int rows);
    /// Shows the view again, where it was left.
    Q_INVOKABLE void closePage();
    /// Shows the finished processes behind a part of the overview: of its period, type and words, and of that status.
    Q_INVOKABLE void showRuns(Procession::StatusText::Status status, const QString &type, const QString &words);
    /// Shows the page of the process that is selected in the past: as it is now.
    Q_INVOKABLE void openPresent() { openProcess(m_past.selectedId()); }
    /// Shows the finished processes that failed in an hour of the week, 0 to 167, as the overview's heat map counts them.
    Q_INVOKABLE void showFailures(int weekHour);
    /// Shows everything again, live and finished.
    Q_INVOKABLE void clearFilter();

Q_SIGNALS:
    void viewChanged();
    void historyShownChanged();
    void pastShownChanged();
    void typeChoicesChanged();
    void typeChoiceChanged();
    void undoSecondsChanged();
    void selectedRowChanged();
    void pageShownChanged();
    /// What the user asked for could not be done; a sentence that says why.
    void failed(const QString &message);

private:
    void readTypes();
    void showStage(const ProcessId &id, ProcessActions::Stage stage, qint64 untilMs);
    int liveRow() const;
    ListPlace &shownPlace();
    void setPageShown(bool shown);
    void openIfThere();
    void askHistoryForOpening();
    void takeFromHistory();

    const ProcessSource &m_source;
    HistorySource *m_historySource;
    ProcessListModel m_list;
    ProcessFilterModel m_processes;
    HistoryModel m_history;
    PastMoment m_moment;
    PastModel m_past;
    StatusCountModel m_counts;
    SelectedProcess m_selected;
    TimelineModel m_timeline;
    AttemptsModel m_attempts;
    ShownAttempt m_attempt;
    AttemptEvents m_attemptEvents;
    ShownSeries m_attemptSeries;
    DurationSpread m_spread;
    ShownGraph m_graph;
    ProcessEstimates m_estimates;
    ProcessActions m_actions;
    ListPlace m_livePlace;
    ListPlace m_historyPlace;
    ListPlace m_pastPlace;
    ServerStatus m_server;
    TimeText m_time;
    ScheduleListModel m_schedules;
    ExpectationListModel m_expectations;
    SelectedSchedule m_schedule;
    ScheduleRange m_scheduleRange;
    ScheduleActions m_scheduleActions;
    ListPlace m_schedulePlace;
    AlertCentre m_alerts;
    AlertRuleForm m_alertRule;
    ToolListModel m_tools;
    ToolFormModel m_toolForm;
    ShownPauses m_pauses;
    ShownPlace m_place;
    DocumentSearch m_documents;
    Overview m_overview;
    View m_view = Live;
    bool m_isPageShown = false;
    std::optional<ProcessId> m_opening; // its page is to be shown once it is there
    QTimer m_openingTime;
    QFutureWatcher<HistorySource::Finished> m_openingAnswer;
    QStringList m_typeChoices;
};

} // namespace Procession
