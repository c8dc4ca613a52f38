# Windows: a task that runs one sync each night. Run this once as administrator.
# The service account "DOMAIN\svc-bestand" needs the right to read the network share; a drive letter of a person is not
# there at night, so write \\server\share\… into bestand.toml (in single quotation marks).
$action = New-ScheduledTaskAction `
    -Execute 'C:\Bestand\venv\Scripts\bestand.exe' `
    -Argument 'sync --config C:\Bestand\bestand.toml --quiet' `
    -WorkingDirectory 'C:\Bestand'
$trigger = New-ScheduledTaskTrigger -Daily -At 03:10
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 4)
Register-ScheduledTask -TaskName 'Bestand sync' -Action $action -Trigger $trigger -Settings $settings `
    -User 'DOMAIN\svc-bestand' -Password (Read-Host 'Password of the service account')

# Only the service account may read the token.
icacls 'C:\Bestand\token' /inheritance:r /grant:r 'DOMAIN\svc-bestand:(R)'
