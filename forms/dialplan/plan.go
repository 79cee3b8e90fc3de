package dialplan

// emergencyRule is the rule that an emergency number is told to have taken.
const emergencyRule = "E"
