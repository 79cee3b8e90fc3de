package main

import (
	"encoding/xml"
	"os"
	"regexp"
	"testing"
)

// manifest is what Android is told about the app.
type manifest struct {
	Package     string `xml:"package,attr"`
	VersionCode string `xml:"versionCode,attr"`
	VersionName string `xml:"versionName,attr"`
	Permissions []struct {
		Name string `xml:"name,attr"`
	} `xml:"uses-permission"`
	UsesSDK     *struct{} `xml:"uses-sdk"` // the packer sets it and takes no other
	Application struct {
		Icon       string `xml:"icon,attr"` // the same
		Backup     string `xml:"allowBackup,attr"`
		FullBackup string `xml:"fullBackupContent,attr"`
		Cleartext  string `xml:"usesCleartextTraffic,attr"`
		Debuggable string `xml:"debuggable,attr"`
		Parts      []struct {
			XMLName  xml.Name
			Name     string `xml:"name,attr"`
			Exported string `xml:"exported,attr"`
		} `xml:",any"`
	} `xml:"application"`
}

// What is sealed to a tablet does not leave it by a backup, the app reads no other app's
// files and speaks TLS alone (MASVS-STORAGE and MASVS-NETWORK).
func TestManifest_givesNothingAway(t *testing.T) {
	raw, err := os.ReadFile("AndroidManifest.xml")
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := xml.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	for what, v := range map[string]string{
		"allowBackup": m.Application.Backup, "fullBackupContent": m.Application.FullBackup,
		"usesCleartextTraffic": m.Application.Cleartext, "debuggable": m.Application.Debuggable,
	} {
		if v != "false" {
			t.Errorf("%s is %q", what, v)
		}
	}
	if len(m.Permissions) != 1 || m.Permissions[0].Name != "android.permission.INTERNET" {
		t.Errorf("permissions %v", m.Permissions)
	}
	if m.UsesSDK != nil || m.Application.Icon != "" {
		t.Error("uses-sdk and the icon are set by the packer")
	}
	for _, p := range m.Application.Parts {
		if opens := p.Name == "org.golang.app.GoNativeActivity"; (p.Exported == "true") != opens {
			t.Errorf("%s %s is exported: %q", p.XMLName.Local, p.Name, p.Exported)
		}
	}

	about, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"ID": m.Package, "Version": m.VersionName, "Build": m.VersionCode} {
		found := regexp.MustCompile(`(?m)^` + key + ` = "?([^"\n]*)"?$`).FindSubmatch(about)
		if found == nil || string(found[1]) != want {
			t.Errorf("FyneApp.toml has %s %q, the manifest %q", key, found, want)
		}
	}
}

// No build of ours can be told to trust anybody (sync/README.md, decision 7).
func TestTrust_isNeverSwitchedOff(t *testing.T) {
	for _, im := range allImports(t) {
		raw, err := os.ReadFile(im.place)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile("Insecure" + "SkipVerify").Match(raw) {
			t.Errorf("%s switches the check of certificates off", im.place)
		}
	}
}
