{{/* The name of all objects: that of the release. */}}
{{- define "vestibule.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "vestibule.labels" -}}
app.kubernetes.io/name: {{ include "vestibule.name" . }}
{{- end -}}

{{/* The labels by which selectors find the pods of the service. */}}
{{- define "vestibule.podLabels" -}}
app.kubernetes.io/component: service
app.kubernetes.io/name: {{ include "vestibule.name" . }}
{{- end -}}

{{- define "vestibule.image" -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest -}}@{{ .Values.image.digest }}
{{- else if .Values.image.tag -}}:{{ .Values.image.tag }}
{{- end -}}
{{- end -}}
